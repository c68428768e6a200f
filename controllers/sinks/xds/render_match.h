// Matches of the IR as Envoy's RouteMatch. [pure]
#ifndef MESHGATE_CONTROLLERS_SINKS_XDS_RENDER_MATCH_H_
#define MESHGATE_CONTROLLERS_SINKS_XDS_RENDER_MATCH_H_

#include <string>
#include <string_view>

#include "core/ir/route.h"

namespace envoy::config::route::v3 {
class RouteMatch;
}

namespace meshgate::xds {

// Fills an empty `out`.
void RenderMatch(const ir::HttpMatch& match, envoy::config::route::v3::RouteMatch& out);

// A path prefix without its trailing slashes, which do not count (Gateway API:
// PathMatchPathPrefix); "" for "/".
std::string_view TrimPrefix(std::string_view prefix);

}  // namespace meshgate::xds

#endif  // MESHGATE_CONTROLLERS_SINKS_XDS_RENDER_MATCH_H_
