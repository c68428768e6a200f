// All kinds whose schema is known.
#ifndef MESHGATE_CORE_RESOURCE_SCHEMA_CATALOG_H_
#define MESHGATE_CORE_RESOURCE_SCHEMA_CATALOG_H_

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "core/resource/field_error.h"
#include "core/resource/kind.h"
#include "core/resource/kind_info.h"
#include "core/resource/object.h"
#include "core/resource/value.h"

namespace meshgate::resource {

// Built once: [load-time only] for all but the const methods, [thread-safe] afterwards.
class SchemaCatalog {
 public:
  // Holds the built-in kinds (builtin_kinds.h).
  SchemaCatalog();

  // Adds the kind of a CustomResourceDefinition. InvalidArgument when it is malformed,
  // AlreadyExists when the kind is known.
  absl::Status AddCrd(const Value& crd);

  // The kind, which is known, is one whose objects nobody reads; see KindInfo.
  void MarkUnread(Kind kind);

  // Of the kind, which is known, no other versions are admitted. FailedPrecondition when the stored
  // one is not among them: objects are given as such.
  absl::Status KeepVersions(Kind kind, const std::vector<std::string>& versions);

  // nullptr when unknown. Pointers stay valid until the next AddCrd.
  const KindInfo* Find(Kind kind) const { return Find(kind.group(), kind.kind()); }
  const KindInfo* Find(std::string_view group, std::string_view kind) const;
  // In the order of group and kind.
  std::vector<const KindInfo*> kinds() const;

  struct Admitted {
    std::optional<ObjectPtr> object;   // set when nothing is wrong
    std::vector<FieldError> errors;    // not empty when the API server would refuse the object
    // Fields that the schema does not know. They are dropped, as an API server does; a client that
    // decodes strictly, as kubectl does, has the object refused.
    std::vector<FieldError> warnings;
    bool unknown_kind = false;         // no schema: neither object nor errors
  };
  // What the API server would make of a document: checks kind, version, metadata and scope, puts an
  // object without namespace into "default" as kubectl does, completes it and checks the schema of
  // its version. The object is one of the storage version. A status in the document is kept as it
  // is. Interns no text of the user. [pure]
  Admitted Admit(Value document) const;

 private:
  void Add(KindInfo info);

  // By group and kind: views into the interned Kind.
  std::map<std::pair<std::string_view, std::string_view>, KindInfo> kinds_;
};

}  // namespace meshgate::resource

#endif  // MESHGATE_CORE_RESOURCE_SCHEMA_CATALOG_H_
