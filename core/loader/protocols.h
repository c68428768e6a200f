// The listener protocols of Gateway API, whoever serves them. [pure]
#ifndef MESHGATE_CORE_LOADER_PROTOCOLS_H_
#define MESHGATE_CORE_LOADER_PROTOCOLS_H_

#include <span>
#include <string_view>

#include "core/ir/listener.h"

namespace meshgate::loader {

// Those that the core serves without a plugin: HTTP and TCP.
std::span<const ir::ListenerProtocol> CoreProtocols();

// What routes of a standard protocol route (Gateway API: ProtocolType); nullptr for another name.
const ir::ListenerProtocol* FindStandardProtocol(std::string_view name);

}  // namespace meshgate::loader

#endif  // MESHGATE_CORE_LOADER_PROTOCOLS_H_
