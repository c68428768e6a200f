#include "core/plugin/plugin.h"
#include "plugins/httproute/http_route.h"

namespace meshgate::httproute {
namespace {

void Register(plugin::Registrar& registrar) {
  static const HttpRoute kind;
  registrar.AddRouteKind(kind);
}

}  // namespace
}  // namespace meshgate::httproute

MESHGATE_PLUGIN(httproute, 0_1_0, meshgate::httproute::Register)
