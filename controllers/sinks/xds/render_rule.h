// One rule of a route as serialised Envoy routes, one per match: rendered once per rule and
// frontend and concatenated into every virtual host that serves it. [pure]
#ifndef MESHGATE_CONTROLLERS_SINKS_XDS_RENDER_RULE_H_
#define MESHGATE_CONTROLLERS_SINKS_XDS_RENDER_RULE_H_

#include <string>
#include <vector>

#include "controllers/sinks/xds/render_redirect.h"
#include "core/ir/route.h"
#include "core/pipeline/model.h"

namespace meshgate::xds {

// A serialised envoy.config.route.v3.Route without its field header.
struct RenderedMatch {
  std::string route;
  // A redirect to the hostname that was asked for: `route` has to be completed with
  // RedirectHostField() under an exact hostname and replaced by `wildcard_route` under any other.
  bool needs_host = false;
  std::string wildcard_route;
  bool operator==(const RenderedMatch&) const = default;
};

using RenderedRule = std::vector<RenderedMatch>;  // parallel to ir::Rule::matches

// `name` is what the access log calls the rule. A rule that is refused answers 500, with nothing
// else of the rule; one that has no backend left answers 500 with the rule's response headers. What
// Envoy would refuse does not get here: see core/loader/ir_check.h.
RenderedRule RenderRule(const std::string& name, const ir::Rule& rule,
                        const pipeline::ResolvedRule& resolved, const RedirectFrontend& frontend);

}  // namespace meshgate::xds

#endif  // MESHGATE_CONTROLLERS_SINKS_XDS_RENDER_RULE_H_
