// The route kind HTTPRoute of gateway.networking.k8s.io. README.md says what of it is supported.
#ifndef MESHGATE_PLUGINS_HTTPROUTE_HTTP_ROUTE_H_
#define MESHGATE_PLUGINS_HTTPROUTE_HTTP_ROUTE_H_

#include "core/plugin/route_kind.h"

namespace meshgate::httproute {

class HttpRoute final : public plugin::RouteKind {
 public:
  plugin::RouteKindSpec spec() const override;
  ir::Route Describe(const plugin::Object& object, plugin::RouteIssues& issues) const override;
};

}  // namespace meshgate::httproute

#endif  // MESHGATE_PLUGINS_HTTPROUTE_HTTP_ROUTE_H_
