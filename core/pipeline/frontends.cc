#include "core/pipeline/frontends.h"

#include <utility>

#include "core/pipeline/capabilities.h"

namespace meshgate::pipeline {

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
                        GatewaysByFrontend& by_frontend, ListenerTlsTable& listener_tls) {
  auto& stage = engine.AddStage<FrontendId, Frontend>(
      "frontends", [&](const FrontendId& id, engine::Reader& reader) -> std::optional<Frontend> {
        const Gateway& gateway = *reader.Find(gateways, id.parent);
        const Listener* const listener = FindListener(gateway, id.section);
        if (listener == nullptr) return std::nullopt;
        const bool lacks_certificate =
            listener->tls && reader.Find(listener_tls, id)->certificates.empty();
        return Frontend{listener->port,
                        listener->protocol,
                        listener->hostname,
                        listener->allowed_routes,
                        listener->supported_kinds,
                        gateway.group,
                        gateway.not_accepted ? gateway.not_accepted : listener->not_accepted,
                        lacks_certificate};
      });
  return stage.keys_of(by_frontend), stage;
}

bool ServesHosts(const Frontend& frontend) {
  return IsServed(frontend) && (frontend.protocol == "HTTP" || frontend.protocol == "HTTPS");
}

FrontendsByDomain& AddFrontendsByDomain(Frontends& frontends) {
  return frontends.AddIndex("by_domain", [](const FrontendId& id, const Frontend& frontend) {
    std::vector<DomainId> domains;
    if (ServesHosts(frontend)) domains.push_back({{id.parent, frontend.port}, frontend.hostname});
    return domains;
  });
}

FrontendsByHost& AddFrontendsByHost(Frontends& frontends) {
  return frontends.AddIndex("by_host", [](const FrontendId& id, const Frontend& frontend) {
    std::vector<HostId> hosts;
    if (ServesHosts(frontend)) hosts.push_back({id, frontend.hostname});
    return hosts;
  });
}

FrontendsOfL4& AddFrontendsOfL4(Frontends& frontends) {
  return frontends.AddIndex("of_l4", [](const FrontendId& id, const Frontend& frontend) {
    std::vector<FrontendId> ids;
    if (IsServed(frontend) && !HasHostnames(frontend.protocol)) ids.push_back(id);
    return ids;
  });
}

FrontendsByPort& AddFrontendsByPort(Frontends& frontends) {
  return frontends.AddIndex("by_port", [](const FrontendId& id, const Frontend& frontend) {
    std::vector<PortId> ports;
    if (IsServed(frontend)) ports.push_back({id.parent, frontend.port});
    return ports;
  });
}

}  // namespace meshgate::pipeline
