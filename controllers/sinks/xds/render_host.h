// RouteConfigurations, in the pieces from which a push joins them. [pure]
#ifndef MESHGATE_CONTROLLERS_SINKS_XDS_RENDER_HOST_H_
#define MESHGATE_CONTROLLERS_SINKS_XDS_RENDER_HOST_H_

#include <string>
#include <string_view>
#include <vector>

#include "controllers/sinks/xds/render_rule.h"
#include "core/base/shared_bytes.h"

namespace meshgate::xds {

// Everything of a RouteConfiguration but its virtual hosts.
base::SharedBytes RenderRouteConfigurationHead(const std::string& name);

// One `virtual_hosts` field: the matches in this order under this hostname ("*" for all, "*.x" for
// every name below x), with and without a final dot. Without matches it answers 404.
struct HostOptions {
  // Changes of what the matches answer, before those of the matches; null: none.
  const ir::HeaderModifier* response_headers = nullptr;
  // The listener, where TLS ends: requests on connections of others answer 421 (RFC 9110, 15.5.20;
  // Gateway API, Listener.hostname). "": no request is misdirected.
  std::string_view tls_listener = {};
};
base::SharedBytes RenderHost(const std::string& hostname,
                             const std::vector<const RenderedMatch*>& matches,
                             const HostOptions& options = {});

}  // namespace meshgate::xds

#endif  // MESHGATE_CONTROLLERS_SINKS_XDS_RENDER_HOST_H_
