// Registers the roles of the plugin; see README.md.
#include "core/plugin/plugin.h"
#include "plugins/tls/https_listener.h"

namespace meshgate::tls {
namespace {

void Register(plugin::Registrar& registrar) {
  static const HttpsListener https;
  registrar.AddListenerKind(https);
}

}  // namespace
}  // namespace meshgate::tls

MESHGATE_PLUGIN(tls, 0_1_0, meshgate::tls::Register)
