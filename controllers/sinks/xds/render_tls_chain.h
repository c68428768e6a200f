// What a filter chain that ends TLS has of TLS: whom it takes, and with which certificates. [pure]
#ifndef MESHGATE_CONTROLLERS_SINKS_XDS_RENDER_TLS_CHAIN_H_
#define MESHGATE_CONTROLLERS_SINKS_XDS_RENDER_TLS_CHAIN_H_

#include "core/pipeline/model.h"
#include "envoy/config/listener/v3/listener_components.pb.h"

namespace meshgate::xds {

// Reads the name that a client asks for, before a chain is chosen.
void RenderTlsInspector(envoy::config::listener::v3::ListenerFilter& out);

// Name, match and transport socket; the filters are the caller's.
void RenderTlsChain(const pipeline::PortListener::Chain& from,
                    envoy::config::listener::v3::FilterChain& out);

}  // namespace meshgate::xds

#endif  // MESHGATE_CONTROLLERS_SINKS_XDS_RENDER_TLS_CHAIN_H_
