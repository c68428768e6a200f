// Forwarding to backends: weights, the share of invalid ones, mirrors, rewrites, timeouts. [pure]
#ifndef MESHGATE_CONTROLLERS_SINKS_XDS_RENDER_FORWARD_H_
#define MESHGATE_CONTROLLERS_SINKS_XDS_RENDER_FORWARD_H_

#include "core/ir/route.h"
#include "core/pipeline/model.h"

namespace envoy::config::route::v3 {
class RouteAction;
}

namespace meshgate::xds {

// Some valid backend has a share. Otherwise the rule answers 500 (Gateway API:
// HTTPRouteRule.backendRefs).
bool HasBackend(const ir::Rule& rule, const pipeline::ResolvedRule& resolved);

// Some backend has header changes of its own, which come after the rule's. RenderForward() then
// renders both, and the route itself must not have the rule's.
bool BackendsChangeHeaders(const ir::Rule& rule);

// Fills an empty `action` for a rule that HasBackend().
void RenderForward(const ir::Rule& rule, const ir::PathMatch& match,
                   const pipeline::ResolvedRule& resolved,
                   envoy::config::route::v3::RouteAction& action);

}  // namespace meshgate::xds

#endif  // MESHGATE_CONTROLLERS_SINKS_XDS_RENDER_FORWARD_H_
