// The listener protocols of Gateway API, whoever serves them. [pure]
#ifndef MESHGATE_CORE_LOADER_PROTOCOLS_H_
#define MESHGATE_CORE_LOADER_PROTOCOLS_H_

#include <span>
#include <string_view>

#include "core/ir/listener.h"

namespace meshgate::loader {

// Those that the core serves without a plugin: HTTP and TCP.
std::span<const ir::ListenerProtocol> CoreProtocols();

// Those of Gateway API (ProtocolType).
std::span<const ir::ListenerProtocol> StandardProtocols();

// The one of this name; nullptr when there is none.
const ir::ListenerProtocol* FindNamed(std::span<const ir::ListenerProtocol> protocols,
                                      std::string_view name);

}  // namespace meshgate::loader

#endif  // MESHGATE_CORE_LOADER_PROTOCOLS_H_
