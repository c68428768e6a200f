#include "core/pipeline/frontends.h"

#include <initializer_list>
#include <optional>
#include <utility>

namespace meshgate::pipeline {
namespace {

std::optional<Problem> FirstOf(std::initializer_list<const std::optional<Problem>*> problems) {
  for (const std::optional<Problem>* const problem : problems) {
    if (problem != nullptr && *problem) return *problem;
  }
  return std::nullopt;
}

}  // namespace

Parents& AddParents(engine::Engine& engine, Gateways& gateways) {
  auto& stage = engine.AddStage<ObjectId, Parent>(
      "parents", [&](const ObjectId& id, engine::Reader& reader) -> std::optional<Parent> {
        const Gateway& gateway = *reader.Find(gateways, id);
        Parent parent;
        parent.group = gateway.group;
        for (const Listener& listener : gateway.listeners) {
          parent.sections.push_back({listener.name, listener.port});
        }
        return parent;
      });
  return stage.keys_of(gateways), stage;
}

Frontends& AddFrontends(engine::Engine& engine, Gateways& gateways,
                        ListenerTlsTable& listener_tls) {
  auto& stage = engine.AddStage<FrontendId, Frontend>(
      "frontends", [&](const FrontendId& id, engine::Reader& reader) -> std::optional<Frontend> {
        const Gateway& gateway = *reader.Find(gateways, id.parent);
        const Listener* const listener = FindListener(gateway, id.section);
        if (listener == nullptr) return std::nullopt;
        const ListenerTls* const tls =
            listener->references ? reader.Find(listener_tls, id) : nullptr;
        return Frontend{listener->port,
                        listener->protocol,
                        listener->hostname,
                        listener->allowed_routes,
                        listener->supported_kinds,
                        gateway.group,
                        FirstOf({&gateway.not_accepted, &listener->not_accepted,
                                 tls == nullptr ? nullptr : &tls->not_accepted}),
                        tls != nullptr && tls->certificates.empty()};
      });
  return stage.keys_of(gateways, FrontendsOf), stage;
}

Placements& AddPlacements(engine::Engine& engine, Frontends& frontends) {
  auto& stage = engine.AddStage<FrontendId, Placement>(
      "placements", [&](const FrontendId& id, engine::Reader& reader) -> std::optional<Placement> {
        const Frontend& frontend = *reader.Find(frontends, id);
        if (frontend.not_accepted || frontend.lacks_certificate) return std::nullopt;
        return Placement{{{id.parent, frontend.protocol.transport, frontend.port}},
                         frontend.protocol,
                         frontend.hostname};
      });
  return stage.keys_of(frontends), stage;
}

PlacementsByDomain& AddPlacementsByDomain(Placements& placements) {
  return placements.AddIndex("by_domain", [](const FrontendId&, const Placement& placement) {
    std::vector<EntryId> domains;
    for (const PortId& port : placement.ports) domains.push_back({port, placement.hostname});
    return domains;
  });
}

PlacementsByPort& AddPlacementsByPort(Placements& placements) {
  return placements.AddIndex("by_port", [](const FrontendId&, const Placement& placement) {
    return placement.ports;
  });
}

}  // namespace meshgate::pipeline
