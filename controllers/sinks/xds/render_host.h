// RouteConfigurations, in the pieces from which a push joins them. [pure]
#ifndef MESHGATE_CONTROLLERS_SINKS_XDS_RENDER_HOST_H_
#define MESHGATE_CONTROLLERS_SINKS_XDS_RENDER_HOST_H_

#include <string>
#include <vector>

#include "controllers/sinks/xds/render_rule.h"
#include "core/base/shared_bytes.h"

namespace meshgate::xds {

// Everything of a RouteConfiguration but its virtual hosts.
base::SharedBytes RenderRouteConfigurationHead(const std::string& name);

// One `virtual_hosts` field: the matches in this order under this hostname ("*" for all, "*.x" for
// every name below x), with and without a final dot. Without matches it answers 404. Answers of the
// matches are changed as `response_headers` says, if any, and then as the match does.
base::SharedBytes RenderHost(const std::string& hostname,
                             const std::vector<const RenderedMatch*>& matches,
                             const ir::HeaderModifier* response_headers = nullptr);

}  // namespace meshgate::xds

#endif  // MESHGATE_CONTROLLERS_SINKS_XDS_RENDER_HOST_H_
