// The schema of one version of a kind.
#ifndef MESHGATE_CORE_RESOURCE_SCHEMA_H_
#define MESHGATE_CORE_RESOURCE_SCHEMA_H_

#include <memory>
#include <vector>

#include "core/resource/field_error.h"
#include "core/resource/schema_node.h"
#include "core/resource/value.h"

namespace meshgate::resource {

// Copied like a pointer. [thread-safe]
class Schema {
 public:
  // Of objects without fields.
  Schema() : Schema(SchemaNode{}) {}
  explicit Schema(SchemaNode root);

  const SchemaNode& root() const { return *root_; }

  // See schema_completion.h. [pure]
  void Complete(Value& value, std::vector<FieldError>& unknown) const;

  // What the API server refuses in a completed value, in the order of its fields; at most
  // kMaxFieldErrors. Takes time linear in the value. [pure]
  std::vector<FieldError> Validate(const Value& value) const;

 private:
  std::shared_ptr<const SchemaNode> root_;
};

}  // namespace meshgate::resource

#endif  // MESHGATE_CORE_RESOURCE_SCHEMA_H_
