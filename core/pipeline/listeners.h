// Stages `claims`, `sockets` and `listeners`: which port of which proxy gets which socket.
//
// Where Gateways share the addresses of one machine, two of them can want the same address and
// port: the older one, then the first by namespace/name, has it.
#ifndef MESHGATE_CORE_PIPELINE_LISTENERS_H_
#define MESHGATE_CORE_PIPELINE_LISTENERS_H_

#include <string>
#include <vector>

#include "core/base/hash.h"
#include "core/pipeline/frontends.h"
#include "core/pipeline/options.h"

namespace meshgate::pipeline {

// What one port of a proxy wants.
struct Claim {
  PortListener listener;             // with all addresses that it wants
  std::vector<std::string> sockets;  // parallel to these: the names, such as "127.0.0.1:8080"
  int64_t created_seconds = 0;
  bool operator==(const Claim&) const = default;
};
using Claims = engine::Stage<PortId, Claim>;
Claims& AddClaims(engine::Engine& engine, const Options& options, Gateways& gateways,
                  Placements& placements, PlacementsByPort& by_port,
                  ListenerTlsTable& listener_tls);

using ClaimsBySocket = engine::Index<std::string, PortId, Claim>;
ClaimsBySocket& AddClaimsBySocket(Claims& claims);

// Who has a socket.
using Sockets = engine::Stage<std::string, PortId>;
Sockets& AddSockets(engine::Engine& engine, Claims& claims, ClaimsBySocket& by_socket);

// The sockets to open: of each port those that it has.
using Listeners = engine::Stage<PortId, PortListener>;
Listeners& AddListeners(engine::Engine& engine, Claims& claims, Sockets& sockets);

// Stage `listener_hashes`: the content that a proxy must acknowledge before a listener is
// Programmed: address, port, protocol, hostname and the names of its certificates, and never a
// route or what is in a certificate. None: it is not served.
using ListenerHashes = engine::Stage<FrontendId, base::Hash128>;
ListenerHashes& AddListenerHashes(engine::Engine& engine, Placements& placements,
                                  ListenerTlsTable& listener_tls, Listeners& listeners);

using ListenersByProxy = engine::Index<ObjectId, PortId, PortListener>;
ListenersByProxy& AddListenersByProxy(Listeners& listeners);

}  // namespace meshgate::pipeline

#endif  // MESHGATE_CORE_PIPELINE_LISTENERS_H_
