// Every schema that the manager knows by itself.
#ifndef MESHGATE_CONTROLLERS_APP_SCHEMAS_H_
#define MESHGATE_CONTROLLERS_APP_SCHEMAS_H_

#include "absl/status/statusor.h"
#include "core/loader/registry.h"
#include "core/resource/schema_catalog.h"

namespace meshgate::app {

// Gateway API, the kinds of Kubernetes that the core reads, and the kinds that plugins bring as
// YAML text; of kinds of routes the versions that their plugins understand. FailedPrecondition,
// naming the plugin and the kind, when a plugin's is none, defines a known kind again, or stores a
// version that the plugin does not understand.
absl::StatusOr<resource::SchemaCatalog> MakeSchemas(const loader::Registry& registry);

// The same for a manager with these plugins: kinds of Gateway API that it does not read are marked.
absl::StatusOr<resource::SchemaCatalog> SchemasToServe(const loader::Registry& registry);

}  // namespace meshgate::app

#endif  // MESHGATE_CONTROLLERS_APP_SCHEMAS_H_
