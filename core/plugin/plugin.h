// The entry of a plugin. One source file of each plugin ends with
//
//   void Register(meshgate::plugin::Registrar& registrar) {
//     static const HttpRoute kind;
//     registrar.AddRouteKind(kind);
//   }
//   MESHGATE_PLUGIN(httproute, 1_0_0, Register)
//
// The name is lower case letters, digits and single underscores; the version has its dots written
// as underscores. The macro exports two symbols in the section `mgplug` and nothing else:
//
//   meshgate_plugin_v1                                    the Entry, read once the plugin is open
//   meshgate_abi_<fingerprint>__<release>__<name>__<version>
//                        the marker: its *name* tells the host all before it runs any code of the
//                        plugin; <release> (version.h) is that of the SDK it was built with
//
// What differs from the host's fingerprint (abi.h) is refused before it is opened.
#ifndef MESHGATE_CORE_PLUGIN_PLUGIN_H_
#define MESHGATE_CORE_PLUGIN_PLUGIN_H_

#include "core/plugin/abi.h"
#include "core/plugin/registrar.h"
#include "core/plugin/version.h"

namespace meshgate::plugin {

struct Entry {
  // Called once, before translation starts. A throw stops the start. [load-time only]
  void (*register_roles)(Registrar& registrar);
};

}  // namespace meshgate::plugin

#define MESHGATE_PLUGIN(name, version, register_roles)                                             \
  extern "C" {                                                                                     \
  MESHGATE_PLUGIN_EXPORT_ extern const ::meshgate::plugin::Entry meshgate_plugin_v1;               \
  const ::meshgate::plugin::Entry meshgate_plugin_v1 = {&register_roles};                          \
  MESHGATE_ABI_APPLY_(MESHGATE_PLUGIN_MARKER_, MESHGATE_ABI_PARTS_, MESHGATE_VERSION_SYMBOL, name, \
                      version)                                                                     \
  }

// The marker holds an address as the Entry does: what shares a section must share its flags.
#define MESHGATE_PLUGIN_MARKER_(hash, sanitizers, library, compiler, release, name, version) \
  MESHGATE_PLUGIN_DEFINE_MARKER_(                                                            \
      meshgate_abi_##hash##sanitizers##library##compiler##__##release##__##name##__##version)

#define MESHGATE_PLUGIN_DEFINE_MARKER_(marker)                                  \
  MESHGATE_PLUGIN_EXPORT_ extern const ::meshgate::plugin::Entry* const marker; \
  const ::meshgate::plugin::Entry* const marker = &meshgate_plugin_v1;

#define MESHGATE_PLUGIN_EXPORT_ __attribute__((visibility("default"), section("mgplug")))

#endif  // MESHGATE_CORE_PLUGIN_PLUGIN_H_
