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

// A serialised envoy.config.listener.v3.Listener for HTTP, whose routes are the RouteConfiguration
// of the same name.
base::SharedBytes RenderListener(const std::string& name, const pipeline::PortListener& listener,
                                 const HttpOptions& options);

// The same for HTTPS: a filter chain per listener of the port, chosen by the name that a client
// asks for (SNI), each with the Secrets of its certificates (names.h). All chains have the routes
// of the port. Neither a rotation nor another listener's change touches a chain.
base::SharedBytes RenderTlsListener(const std::string& name, const pipeline::PortListener& listener,
                                    const HttpOptions& options);

// One for whole connections. Envoy takes an edit of the route as a change of the filter chain
// alone: the socket stays, and open connections are served as before until they end or Envoy's
// drain time is over.
base::SharedBytes RenderL4Listener(const std::string& name, const pipeline::PortListener& listener,
                                   const pipeline::L4Service& service);

}  // namespace meshgate::xds

#endif  // MESHGATE_CONTROLLERS_SINKS_XDS_RENDER_LISTENER_H_
