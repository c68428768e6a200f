#include "core/plugin/plugin.h"
#include "plugins/tcproute/tcp_route.h"

namespace meshgate::tcproute {
namespace {

void Register(plugin::Registrar& registrar) {
  static const TcpRoute kind;
  registrar.AddRouteKind(kind);
}

}  // namespace
}  // namespace meshgate::tcproute

MESHGATE_PLUGIN(tcproute, 0_1_0, meshgate::tcproute::Register)
