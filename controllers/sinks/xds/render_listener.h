// Listeners: one per port of a Gateway, with the edge defaults. Nothing in an HTTP listener changes
// with routes or policies, so that their edits never drain a connection. [pure]
#ifndef MESHGATE_CONTROLLERS_SINKS_XDS_RENDER_LISTENER_H_
#define MESHGATE_CONTROLLERS_SINKS_XDS_RENDER_LISTENER_H_

#include <string>
#include <vector>

#include "core/base/shared_bytes.h"
#include "core/ir/filter.h"
#include "core/pipeline/escaped_slashes.h"
#include "core/pipeline/model.h"

namespace meshgate::xds {

// An HTTP filter that is off until a route configures it under its name.
struct EnvoyFilter {
  std::string name;
  ir::EnvoyMessage message;
};

// What all HTTP listeners have.
struct HttpOptions {
  std::vector<EnvoyFilter> filters = {};  // before the router, in this order
  pipeline::EscapedSlashes escaped_slashes = pipeline::EscapedSlashes::kRedirect;
};

// A serialised envoy.config.listener.v3.Listener with a filter chain for each of `from`, those that
// end TLS chosen by the name that a client asks for (SNI), with the Secrets of their certificates
// (names.h). All chains of requests have the RouteConfiguration of the listener's name; neither a
// rotation nor another listener's change touches them. `services`: parallel to the chains, who
// serves those of connections. Envoy takes an edit of such a route as a change of its chain alone:
// the socket stays, and open connections are served as before until they end or Envoy's drain time
// is over.
base::SharedBytes RenderListener(const std::string& name, const pipeline::PortListener& from,
                                 const std::vector<const pipeline::L4Service*>& services,
                                 const HttpOptions& options);

}  // namespace meshgate::xds

#endif  // MESHGATE_CONTROLLERS_SINKS_XDS_RENDER_LISTENER_H_
