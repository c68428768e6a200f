// What is known about a kind: its names, scope, versions and schema.
#ifndef MESHGATE_CORE_RESOURCE_KIND_INFO_H_
#define MESHGATE_CORE_RESOURCE_KIND_INFO_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "core/resource/kind.h"
#include "core/resource/object_name.h"
#include "core/resource/schema.h"
#include "core/resource/value.h"

namespace meshgate::resource {

struct VersionInfo {
  std::string name;
  bool served = true;
};

// Objects of every served version are treated as the storage version: their schemas differ in
// nothing but the name. [thread-safe]
struct KindInfo {
  Kind kind;
  std::string plural;
  bool namespaced = true;
  NameRule name_rule = NameRule::kDnsSubdomain;
  std::vector<VersionInfo> versions;
  std::string storage_version;
  Schema schema;  // of the storage version
  // Completes an admitted object where defaults depend on other fields; may be null.
  void (*complete)(Value& object) = nullptr;

  // "gateway.networking.k8s.io/v1"; "v1" for the core group.
  std::string ApiVersion(std::string_view version) const;
};

// Reads a CustomResourceDefinition (apiextensions.k8s.io/v1). InvalidArgument that names it and the
// field when it is none. [pure]
absl::StatusOr<KindInfo> ParseCrd(const Value& crd);

// The schema of a root object: `schema` with what every object has (apiVersion, kind, metadata).
Schema MakeRootSchema(SchemaNode schema);

}  // namespace meshgate::resource

#endif  // MESHGATE_CORE_RESOURCE_KIND_INFO_H_
