#include "core/pipeline/listeners.h"

#include <optional>
#include <tuple>
#include <utility>

namespace meshgate::pipeline {
namespace {

SocketAddress BindAddress(const Options& options, const PortId& id, const Gateway& gateway) {
  if (!options.host_network) return {"0.0.0.0", id.port};
  const auto mapped = options.host_network->listeners.find(id.gateway.ns + "/" + id.gateway.name +
                                                           ":" + std::to_string(id.port));
  if (mapped != options.host_network->listeners.end()) return mapped->second;
  return {gateway.addresses.empty() ? options.host_network->bind_address : gateway.addresses[0],
          id.port};
}

std::string SocketName(const Options& options, const PortId& id, const SocketAddress& address) {
  if (options.host_network) return address.ip + ":" + std::to_string(address.port);
  return ToString(id.gateway) + ":" + std::to_string(id.port);
}

}  // namespace

Claims& AddClaims(engine::Engine& engine, const Options& options, Gateways& gateways,
                  Frontends& frontends, FrontendsByPort& by_port, ListenerTlsTable& listener_tls) {
  auto& stage = engine.AddStage<PortId, Claim>(
      "claims", [&, options](const PortId& id, engine::Reader& reader) -> std::optional<Claim> {
        const Gateway& gateway = *reader.Find(gateways, id.gateway);
        const FrontendId& first = reader.List(by_port, id).front();
        const Frontend& frontend = *reader.Find(frontends, first);
        const SocketAddress bind = BindAddress(options, id, gateway);
        Claim claim{{first.section, frontend.protocol, bind.ip, bind.port},
                    SocketName(options, id, bind),
                    gateway.created_seconds};
        if (FindListener(gateway, first.section)->tls) {
          for (const FrontendId& section : reader.List(by_port, id)) {
            claim.listener.tls_chains.push_back(
                {section.section, reader.Find(frontends, section)->hostname,
                 reader.Find(listener_tls, section)->certificates});
          }
        }
        return claim;
      });
  return stage.keys_of(by_port), stage;
}

ClaimsBySocket& AddClaimsBySocket(Claims& claims) {
  return claims.AddIndex("by_socket", [](const PortId&, const Claim& claim) {
    return std::vector<std::string>{claim.socket};
  });
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
        if (*reader.Find(sockets, claim.socket) != id) return std::nullopt;
        return claim.listener;
      });
  return stage.keys_of(claims), stage;
}

ListenerHashes& AddListenerHashes(engine::Engine& engine, Frontends& frontends,
                                  ListenerTlsTable& listener_tls, Listeners& listeners) {
  auto& stage = engine.AddStage<FrontendId, base::Hash128>(
      "listener_hashes",
      [&](const FrontendId& id, engine::Reader& reader) -> std::optional<base::Hash128> {
        const Frontend& frontend = *reader.Find(frontends, id);
        if (!IsServed(frontend)) return std::nullopt;
        const PortListener* const socket = reader.Find(listeners, {id.parent, frontend.port});
        if (socket == nullptr) return std::nullopt;
        std::string content = socket->address + "\n" + std::to_string(socket->bind_port) + "\n" +
                              frontend.protocol + "\n" + frontend.hostname;
        if (!socket->tls_chains.empty()) {
          for (const ObjectId& secret : reader.Find(listener_tls, id)->certificates) {
            content += "\n" + ToString(secret);
          }
        }
        return base::HashBytes(content);
      });
  return stage.keys_of(frontends), stage;
}

ListenersByGateway& AddListenersByGateway(Listeners& listeners) {
  return listeners.AddIndex("by_gateway", [](const PortId& id, const PortListener&) {
    return std::vector<ObjectId>{id.gateway};
  });
}

}  // namespace meshgate::pipeline
