// Listeners: one per port of a Gateway, with the edge defaults. Nothing in an HTTP listener changes
// with routes or policies, so that their edits never drain a connection. [pure]
#ifndef MESHGATE_CONTROLLERS_SINKS_XDS_RENDER_LISTENER_H_
#define MESHGATE_CONTROLLERS_SINKS_XDS_RENDER_LISTENER_H_

#include <string>

#include "core/base/shared_bytes.h"
#include "core/pipeline/model.h"

namespace meshgate::xds {

// A serialised envoy.config.listener.v3.Listener for HTTP, whose routes are the RouteConfiguration
// of the same name.
base::SharedBytes RenderListener(const std::string& name, const pipeline::PortListener& listener);

// One for whole connections. Envoy takes an edit of the route as a change of the filter chain
// alone: the socket stays, and open connections are served as before until they end or Envoy's
// drain time is over.
base::SharedBytes RenderL4Listener(const std::string& name, const pipeline::PortListener& listener,
                                   const pipeline::L4Service& service);

}  // namespace meshgate::xds

#endif  // MESHGATE_CONTROLLERS_SINKS_XDS_RENDER_LISTENER_H_
