// Redirects. Envoy keeps the port of the request's Host in Location unless it is told otherwise,
// and it can be told only by naming host or port, so part of the answer depends on the hostname
// under which a rule is served. [pure]
#ifndef MESHGATE_CONTROLLERS_SINKS_XDS_RENDER_REDIRECT_H_
#define MESHGATE_CONTROLLERS_SINKS_XDS_RENDER_REDIRECT_H_

#include <string>

#include "core/ir/route.h"

namespace envoy::config::route::v3 {
class Route;
}

namespace meshgate::xds {

// What of the listener shows in a redirect.
struct RedirectFrontend {
  std::string scheme;  // "http" or "https"
  int port = 0;        // as declared
};

// Fills route.redirect. Returns true when Location's host is still missing: it is the hostname that
// the rule is served under.
bool RenderRedirect(const ir::Redirect& redirect, const ir::PathMatch& match,
                    const RedirectFrontend& frontend, envoy::config::route::v3::Route& route);

// The same redirect under a wildcard hostname, where Location's host is that of the request,
// without its port. Replaces what RenderRedirect() made.
void RenderWildcardRedirect(const ir::Redirect& redirect, const ir::PathMatch& match,
                            const RedirectFrontend& frontend,
                            envoy::config::route::v3::Route& route);

// The bytes that complete a serialised Route whose host is missing: a message field given twice is
// merged.
std::string RedirectHostField(const std::string& hostname);

}  // namespace meshgate::xds

#endif  // MESHGATE_CONTROLLERS_SINKS_XDS_RENDER_REDIRECT_H_
