#include "core/pipeline/listeners.h"

#include <algorithm>
#include <optional>
#include <tuple>
#include <utility>

#include "core/base/socket_name.h"
#include "core/resource/object_id.h"

namespace meshgate::pipeline {
namespace {

// Where a port binds.
struct Binding {
  std::vector<std::string> ips;  // distinct
  int port = 0;
};

Binding BindingOf(const Options& options, const PortId& id, const Gateway& gateway) {
  if (!options.host_network) return {{"0.0.0.0"}, id.port};
  const auto mapped = options.host_network->listeners.find(resource::NamespacedName(id.proxy) +
                                                           ":" + std::to_string(id.port));
  if (mapped != options.host_network->listeners.end()) {
    return {{mapped->second.ip}, mapped->second.port};
  }
  if (gateway.addresses.empty()) return {{options.host_network->bind_address}, id.port};
  Binding binding{{}, id.port};
  for (const std::string& ip : gateway.addresses) {
    const bool known = std::find(binding.ips.begin(), binding.ips.end(), ip) != binding.ips.end();
    if (!known) binding.ips.push_back(ip);
  }
  return binding;
}

std::vector<std::string> SocketNames(const Options& options, const PortId& id,
                                     const Binding& binding) {
  const std::string transport = id.transport == ir::Transport::kUdp ? "/udp" : "";
  if (!options.host_network) {
    return {ToString(id.proxy) + ":" + std::to_string(id.port) + transport};
  }
  std::vector<std::string> names;
  for (const std::string& ip : binding.ips) {
    names.push_back(base::SocketName(ip, binding.port) + transport);
  }
  return names;
}

}  // namespace

Claims& AddClaims(engine::Engine& engine, const Options& options, Gateways& gateways,
                  Placements& placements, PlacementsByPort& by_port,
                  ListenerTlsTable& listener_tls) {
  auto& stage = engine.AddStage<PortId, Claim>(
      "claims", [&, options](const PortId& id, engine::Reader& reader) -> std::optional<Claim> {
        const Gateway& gateway = *reader.Find(gateways, id.proxy);
        const Binding binding = BindingOf(options, id, gateway);
        Claim claim{{binding.ips, binding.port, {}},
                    SocketNames(options, id, binding),
                    gateway.created_seconds};
        for (const FrontendId& frontend : reader.List(by_port, id)) {
          const Placement& placement = *reader.Find(placements, frontend);
          if (!placement.protocol.ends_tls) {  // then all frontends of the port share one chain
            claim.listener.chains = {{{frontend, "*"}, placement.protocol}};
            break;
          }
          const ListenerTls& tls = *reader.Find(listener_tls, frontend);
          claim.listener.chains.push_back({{frontend, placement.hostname},
                                           placement.protocol,
                                           tls.certificates,
                                           tls.settings});
        }
        return claim;
      });
  return stage.keys_of(by_port), stage;
}

ClaimsBySocket& AddClaimsBySocket(Claims& claims) {
  return claims.AddIndex("by_socket",
                         [](const PortId&, const Claim& claim) { return claim.sockets; });
}

Sockets& AddSockets(engine::Engine& engine, Claims& claims, ClaimsBySocket& by_socket) {
  auto& stage = engine.AddStage<std::string, PortId>(
      "sockets", [&](const std::string& socket, engine::Reader& reader) -> std::optional<PortId> {
        std::optional<std::pair<int64_t, PortId>> holder;
        for (const PortId& id : reader.List(by_socket, socket)) {
          std::pair candidate(reader.Find(claims, id)->created_seconds, id);
          if (!holder || candidate < *holder) holder = std::move(candidate);
        }
        return holder->second;
      });
  return stage.keys_of(by_socket), stage;
}

Listeners& AddListeners(engine::Engine& engine, Claims& claims, Sockets& sockets) {
  auto& stage = engine.AddStage<PortId, PortListener>(
      "listeners", [&](const PortId& id, engine::Reader& reader) -> std::optional<PortListener> {
        const Claim& claim = *reader.Find(claims, id);
        PortListener listener = claim.listener;
        listener.addresses.clear();
        for (size_t i = 0; i < claim.sockets.size(); ++i) {
          const bool has = *reader.Find(sockets, claim.sockets[i]) == id;
          if (has) listener.addresses.push_back(claim.listener.addresses[i]);
        }
        if (listener.addresses.empty()) return std::nullopt;
        return listener;
      });
  return stage.keys_of(claims), stage;
}

ListenerHashes& AddListenerHashes(engine::Engine& engine, Placements& placements,
                                  ListenerTlsTable& listener_tls, Listeners& listeners) {
  auto& stage = engine.AddStage<FrontendId, base::Hash128>(
      "listener_hashes",
      [&](const FrontendId& id, engine::Reader& reader) -> std::optional<base::Hash128> {
        const Placement& placement = *reader.Find(placements, id);
        std::string content = placement.protocol.name + "\n" + placement.hostname;
        for (const PortId& port : placement.ports) {
          const PortListener* const socket = reader.Find(listeners, port);
          if (socket == nullptr) return std::nullopt;
          content += "\n" + std::to_string(socket->bind_port);
          for (const std::string& address : socket->addresses) content += "\n" + address;
          if (!placement.protocol.ends_tls) continue;
          const ListenerTls& tls = *reader.Find(listener_tls, id);
          for (const ObjectId& secret : tls.certificates) content += "\n" + ToString(secret);
          content += "\n" + std::to_string(static_cast<int>(tls.settings.min_version));
          for (const std::string& suite : tls.settings.cipher_suites) content += "\n" + suite;
        }
        return base::HashBytes(content);
      });
  return stage.keys_of(placements), stage;
}

ListenersByProxy& AddListenersByProxy(Listeners& listeners) {
  return listeners.AddIndex("by_proxy", [](const PortId& id, const PortListener&) {
    return std::vector<ObjectId>{id.proxy};
  });
}

}  // namespace meshgate::pipeline
