// Describes MeshGatewayConfig (kuma.io/v1alpha1), as Kuma 2.14 understands it; README.md tells what
// becomes of each field.
#ifndef MESHGATE_PLUGINS_CROSSMESH_MESH_GATEWAY_CONFIG_H_
#define MESHGATE_PLUGINS_CROSSMESH_MESH_GATEWAY_CONFIG_H_

#include "core/plugin/class_parameters.h"

namespace meshgate::crossmesh {

class MeshGatewayConfig final : public plugin::ClassParameters {
 public:
  plugin::ClassParametersSpec spec() const override;
  ir::InfrastructureParameters Build(const plugin::Object& object, plugin::Node spec,
                                     plugin::ResolvedReferences resolved,
                                     plugin::Issues& issues) const override;
};

}  // namespace meshgate::crossmesh

#endif  // MESHGATE_PLUGINS_CROSSMESH_MESH_GATEWAY_CONFIG_H_
