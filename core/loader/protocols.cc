#include "core/loader/protocols.h"

#include <algorithm>
#include <array>

namespace meshgate::loader {
namespace {

using ir::Traffic;
using ir::Transport;

// The first two are the core's.
const std::array<ir::ListenerProtocol, 5> kStandard = {{
    {"HTTP", Transport::kTcp, Traffic::kHttp, /*ends_tls=*/false},
    {"TCP", Transport::kTcp, Traffic::kTcp, /*ends_tls=*/false},
    {"HTTPS", Transport::kTcp, Traffic::kHttp, /*ends_tls=*/true},
    {"TLS", Transport::kTcp, Traffic::kTls, /*ends_tls=*/false},
    {"UDP", Transport::kUdp, Traffic::kUdp, /*ends_tls=*/false},
}};

}  // namespace

std::span<const ir::ListenerProtocol> CoreProtocols() { return StandardProtocols().first(2); }

std::span<const ir::ListenerProtocol> StandardProtocols() { return kStandard; }

const ir::ListenerProtocol* FindNamed(std::span<const ir::ListenerProtocol> protocols,
                                      std::string_view name) {
  const auto found = std::find_if(protocols.begin(), protocols.end(),
                                  [&](const auto& protocol) { return protocol.name == name; });
  return found == protocols.end() ? nullptr : &*found;
}

}  // namespace meshgate::loader
