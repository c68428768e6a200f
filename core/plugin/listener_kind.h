// The role of a plugin that understands listeners of a protocol that ends TLS.
//
// The core reads port, hostname and allowed routes of every listener itself; such a plugin reads
// Listener.tls. Without a plugin for it a protocol is UnsupportedProtocol.
#ifndef MESHGATE_CORE_PLUGIN_LISTENER_KIND_H_
#define MESHGATE_CORE_PLUGIN_LISTENER_KIND_H_

#include <string>
#include <vector>

#include "core/ir/listener.h"
#include "core/plugin/issues.h"
#include "core/plugin/node.h"

namespace meshgate::plugin {

struct ListenerKindSpec {
  std::vector<ir::ListenerProtocol> protocols;  // each ends TLS
  // Gateway API features (GatewayClass.status.supportedFeatures) that this kind brings.
  std::vector<std::string> features;
};

class ListenerKind {
 public:
  virtual ListenerKindSpec spec() const = 0;

  // What `listener`, an entry of spec.listeners with one of the protocols, says of TLS; references
  // stay references. Called on any thread, also concurrently, and may be called again at any time:
  // equal nodes give equal results. A throw refuses the listener. [pure]
  virtual ir::ListenerTls Describe(Node listener, ListenerIssues& issues) const = 0;

 protected:
  ~ListenerKind() = default;
};

}  // namespace meshgate::plugin

#endif  // MESHGATE_CORE_PLUGIN_LISTENER_KIND_H_
