#include "core/plugin/plugin.h"
#include "crossmesh_crds.h"
#include "plugins/crossmesh/mesh_gateway_config.h"

namespace meshgate::crossmesh {
namespace {

void Register(plugin::Registrar& registrar) {
  static const MeshGatewayConfig parameters;
  registrar.AddClassParameters(parameters);
  registrar.AddCrd(plugin::kCrds);
}

}  // namespace
}  // namespace meshgate::crossmesh

MESHGATE_PLUGIN(crossmesh, 0_1_0, meshgate::crossmesh::Register)
