// The role of a plugin that understands listeners of a protocol that ends TLS.
//
// The core reads port, hostname and allowed routes of every listener itself; such a plugin reads
// Listener.tls. Without a plugin for it a protocol is UnsupportedProtocol.
#ifndef MESHGATE_CORE_PLUGIN_LISTENER_KIND_H_
#define MESHGATE_CORE_PLUGIN_LISTENER_KIND_H_

#include <string>
#include <vector>

#include "core/ir/listener.h"
#include "core/plugin/resolving.h"

namespace meshgate::plugin {

struct ListenerKindSpec {
  std::vector<ir::ListenerProtocol> protocols;  // each ends TLS
  // Gateway API features (GatewayClass.status.supportedFeatures) that this kind brings.
  std::vector<std::string> features;
  std::vector<ir::KindName> reads = {};  // kinds of the objects that listeners refer to
};

// Builds what an entry of spec.listeners with one of the protocols says of TLS.
class ListenerKind : public Resolving<ir::ListenerTls> {
 public:
  virtual ListenerKindSpec spec() const = 0;

 protected:
  ~ListenerKind() = default;
};

}  // namespace meshgate::plugin

#endif  // MESHGATE_CORE_PLUGIN_LISTENER_KIND_H_
