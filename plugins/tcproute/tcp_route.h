// The route kind TCPRoute of gateway.networking.k8s.io. README.md says what of it is supported.
#ifndef MESHGATE_PLUGINS_TCPROUTE_TCP_ROUTE_H_
#define MESHGATE_PLUGINS_TCPROUTE_TCP_ROUTE_H_

#include "core/plugin/route_kind.h"

namespace meshgate::tcproute {

class TcpRoute final : public plugin::RouteKind {
 public:
  plugin::RouteKindSpec spec() const override;
  ir::Route Describe(const plugin::Object& object, plugin::RouteIssues& issues) const override;
};

}  // namespace meshgate::tcproute

#endif  // MESHGATE_PLUGINS_TCPROUTE_TCP_ROUTE_H_
