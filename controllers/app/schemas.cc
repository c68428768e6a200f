#include "controllers/app/schemas.h"

#include <string_view>
#include <utility>

#include "controllers/app/gateway_api_crds.h"
#include "core/base/check.h"
#include "core/base/status_macros.h"
#include "core/resource/json.h"
#include "core/resource/yaml.h"

namespace meshgate::app {

absl::StatusOr<resource::SchemaCatalog> MakeSchemas(const std::vector<std::string>& plugin_crds) {
  resource::SchemaCatalog schemas;
  for (const std::string_view crd : GatewayApiCrds()) {
    const resource::Decoded decoded = resource::DecodeJson(crd);
    MG_CHECK(!decoded.error && decoded.documents.size() == 1, "an embedded CRD is one JSON object");
    MG_RETURN_IF_ERROR(schemas.AddCrd(decoded.documents.front().value));
  }
  for (const std::string& crds : plugin_crds) {
    const resource::Decoded decoded = resource::DecodeYaml(crds);
    if (decoded.error) {
      return absl::InvalidArgumentError("a plugin's CustomResourceDefinition, line " +
                                        std::to_string(decoded.error->position.line) + ": " +
                                        decoded.error->message);
    }
    for (const resource::Document& document : decoded.documents) {
      MG_RETURN_IF_ERROR(schemas.AddCrd(document.value));
    }
  }
  return schemas;
}

}  // namespace meshgate::app
