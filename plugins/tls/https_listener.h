// Listeners of protocol HTTPS: what Listener.tls says; see README.md.
#ifndef MESHGATE_PLUGINS_TLS_HTTPS_LISTENER_H_
#define MESHGATE_PLUGINS_TLS_HTTPS_LISTENER_H_

#include <vector>

#include "core/plugin/listener_kind.h"

namespace meshgate::tls {

class HttpsListener final : public plugin::ListenerKind {
 public:
  plugin::ListenerKindSpec spec() const override;
  std::vector<ir::Reference> References(const plugin::Object& gateway, plugin::Node listener,
                                        plugin::Issues& issues) const override;
  ir::ListenerTls Build(const plugin::Object& gateway, plugin::Node listener,
                        plugin::ResolvedReferences resolved,
                        plugin::Issues& issues) const override;
};

}  // namespace meshgate::tls

#endif  // MESHGATE_PLUGINS_TLS_HTTPS_LISTENER_H_
