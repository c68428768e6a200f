#include "controllers/app/schemas.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "controllers/app/gateway_api_crds.h"
#include "core/base/check.h"
#include "core/base/status_macros.h"
#include "core/pipeline/inputs.h"
#include "core/resource/json.h"
#include "core/resource/kind.h"
#include "core/resource/kind_info.h"
#include "core/resource/well_known.h"
#include "core/resource/yaml.h"

namespace meshgate::app {
namespace {

absl::Status AddCrds(const std::string& yaml, resource::SchemaCatalog& schemas) {
  const resource::Decoded decoded = resource::DecodeYaml(yaml);
  if (decoded.error) {
    return absl::InvalidArgumentError("line " + std::to_string(decoded.error->position.line) +
                                      ": " + decoded.error->message);
  }
  for (const resource::Document& document : decoded.documents) {
    MG_RETURN_IF_ERROR(schemas.AddCrd(document.value));
  }
  return absl::OkStatus();
}

// An object of a kind that nobody knows would be waited for without end.
template <typename Roles>
absl::Status CheckReads(const Roles& roles, const resource::SchemaCatalog& schemas) {
  for (const auto& role : roles) {
    for (const ir::KindName& name : role.spec.reads) {
      const resource::KindInfo* const info = schemas.Find(name.group, name.kind);
      if (info != nullptr && info->namespaced) continue;
      const std::string kind = ToString(resource::Kind::Of(name.group, name.kind));
      return absl::FailedPreconditionError(
          "plugin " + role.plugin + " reads objects of kind " + kind +
          (info == nullptr
               ? ", which has no CustomResourceDefinition here; it must bring one along"
               : ", which is cluster-scoped; it can read namespaced kinds only"));
    }
  }
  return absl::OkStatus();
}

// What a role demands of the kind of its objects.
struct Demands {
  bool namespaced = true;
  bool has_status = false;  // it is written
};

// Objects of a kind without a schema would be passed over in silence, and so would a status that
// the schema does not have. Gateway API's own kinds come and go with its bundle.
template <typename Role>
absl::Status CheckKind(const Role& role, const Demands& demands,
                       const resource::SchemaCatalog& schemas) {
  const resource::KindInfo* const info = schemas.Find(role.kind);
  if (info == nullptr && resource::IsGatewayApiGroup(role.kind.group())) return absl::OkStatus();
  const std::string crd = "the CustomResourceDefinition of " + ToString(role.kind);
  std::string error;
  if (info == nullptr) {
    error = "brings no CustomResourceDefinition of its kind " + ToString(role.kind) +
            "; group and kind must be those that spec() names";
  } else if (info->namespaced != demands.namespaced) {
    error = crd + " is " + (info->namespaced ? "namespaced" : "cluster-scoped") +
            "; its role wants the scope " + (demands.namespaced ? "Namespaced" : "Cluster");
  } else if (demands.has_status && !info->FindVersion(info->storage_version)->has_status) {
    error = crd + " has no subresource status; add \"subresources: {status: {}}\" to version " +
            info->storage_version;
  }
  if (error.empty()) return absl::OkStatus();
  return absl::FailedPreconditionError("plugin " + role.plugin + ": " + error);
}

absl::Status CheckKinds(const loader::Registry& registry,
                        const resource::SchemaCatalog& schemas) {
  for (const loader::RouteKind& kind : registry.route_kinds()) {
    MG_RETURN_IF_ERROR(CheckKind(kind, {.has_status = true}, schemas));
  }
  for (const loader::FilterKind& kind : registry.filter_kinds()) {
    MG_RETURN_IF_ERROR(CheckKind(kind, {}, schemas));
  }
  for (const loader::ParametersKind& kind : registry.parameters_kinds()) {
    MG_RETURN_IF_ERROR(CheckKind(kind, {.namespaced = kind.spec.namespaced}, schemas));
  }
  for (const loader::PolicyKind& kind : registry.policy_kinds()) {
    MG_RETURN_IF_ERROR(CheckKind(kind, {.has_status = true}, schemas));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<resource::SchemaCatalog> MakeSchemas(const loader::Registry& registry) {
  resource::SchemaCatalog schemas;
  for (const std::string_view crd : GatewayApiCrds()) {
    const resource::Decoded decoded = resource::DecodeJson(crd);
    MG_CHECK(!decoded.error && decoded.documents.size() == 1, "an embedded CRD is one JSON object");
    MG_RETURN_IF_ERROR(schemas.AddCrd(decoded.documents.front().value));
  }
  for (const loader::PluginCrds& crds : registry.crds()) {
    if (const absl::Status added = AddCrds(crds.yaml, schemas); !added.ok()) {
      return absl::FailedPreconditionError("the CustomResourceDefinitions of plugin " +
                                           crds.plugin + ": " + std::string(added.message()));
    }
  }
  for (const loader::RouteKind& kind : registry.route_kinds()) {
    if (schemas.Find(kind.kind) == nullptr) continue;  // its CRD is not here: no object is admitted
    if (const auto kept = schemas.KeepVersions(kind.kind, kind.spec.versions); !kept.ok()) {
      return absl::FailedPreconditionError("plugin " + kind.plugin + ": " +
                                           std::string(kept.message()));
    }
  }
  MG_RETURN_IF_ERROR(CheckKinds(registry, schemas));
  MG_RETURN_IF_ERROR(CheckReads(registry.filter_kinds(), schemas));
  MG_RETURN_IF_ERROR(CheckReads(registry.parameters_kinds(), schemas));
  MG_RETURN_IF_ERROR(CheckReads(registry.listener_kinds(), schemas));
  MG_RETURN_IF_ERROR(CheckReads(registry.policy_kinds(), schemas));
  return schemas;
}

absl::StatusOr<resource::SchemaCatalog> SchemasToServe(const loader::Registry& registry) {
  MG_ASSIGN_OR_RETURN(resource::SchemaCatalog schemas, MakeSchemas(registry));
  const std::vector<resource::Kind> read = pipeline::KindsRead(registry);
  for (const resource::KindInfo* const info : schemas.kinds()) {
    if (!resource::IsGatewayApiGroup(info->kind.group())) continue;
    if (std::binary_search(read.begin(), read.end(), info->kind)) continue;
    schemas.MarkUnread(info->kind);
  }
  return schemas;
}

}  // namespace meshgate::app
