// Forwarding whole connections to backends: weights and the share of invalid ones. [pure]
#ifndef MESHGATE_CONTROLLERS_SINKS_XDS_RENDER_TCP_PROXY_H_
#define MESHGATE_CONTROLLERS_SINKS_XDS_RENDER_TCP_PROXY_H_

#include <string>

#include "core/pipeline/model.h"

namespace envoy::config::listener::v3 {
class FilterChain;
}

namespace meshgate::xds {

// Adds the filter to `out`, and names that after the rule that serves. Connections that no valid
// backend gets, by its weight or because there is none, are closed (Gateway API:
// TCPRouteRule.backendRefs).
void RenderTcpProxy(const std::string& stat_prefix, const pipeline::L4Service& service,
                    envoy::config::listener::v3::FilterChain& out);

}  // namespace meshgate::xds

#endif  // MESHGATE_CONTROLLERS_SINKS_XDS_RENDER_TCP_PROXY_H_
