// What is known about a kind: its names, scope, versions and schema.
#ifndef MESHGATE_CORE_RESOURCE_KIND_INFO_H_
#define MESHGATE_CORE_RESOURCE_KIND_INFO_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "core/resource/field_error.h"
#include "core/resource/kind.h"
#include "core/resource/object_name.h"
#include "core/resource/schema.h"
#include "core/resource/value.h"

namespace meshgate::resource {

struct VersionInfo {
  std::string name;
  bool served = true;
  bool has_status = false;  // the subresource: without it an API server keeps no status
  Schema schema = {};
};

// Conversion is None: an object that is admitted as one served version becomes one of the storage
// version by its name alone. [thread-safe]
struct KindInfo {
  Kind kind;
  std::string plural;
  bool namespaced = true;
  NameRule name_rule = NameRule::kDnsSubdomain;
  std::vector<VersionInfo> versions = {};
  std::string storage_version = {};  // is among the versions
  bool read = true;  // false: nothing in this process reads objects of this kind
  // Completes an object that its schema admits, where defaults depend on other fields, and appends
  // what an API server refuses beyond the schema; may be null.
  void (*complete)(Value& object, std::vector<FieldError>& errors) = nullptr;

  // "gateway.networking.k8s.io/v1"; "v1" for the core group.
  std::string ApiVersion(std::string_view version) const;
  // nullptr when there is none of this name.
  const VersionInfo* FindVersion(std::string_view name) const;
  const Schema& storage_schema() const { return FindVersion(storage_version)->schema; }
};

// Reads a CustomResourceDefinition (apiextensions.k8s.io/v1). InvalidArgument that names it and the
// field when it is none. [pure]
absl::StatusOr<KindInfo> ParseCrd(const Value& crd);

}  // namespace meshgate::resource

#endif  // MESHGATE_CORE_RESOURCE_KIND_INFO_H_
