// Stages `parents` and `frontends`: what a route needs to know of a Gateway and of its listeners,
// and no more, so that a change of anything else of a Gateway reaches no route.
#ifndef MESHGATE_CORE_PIPELINE_FRONTENDS_H_
#define MESHGATE_CORE_PIPELINE_FRONTENDS_H_

#include <string>
#include <vector>

#include "core/pipeline/gateways.h"
#include "core/pipeline/listener_tls.h"

namespace meshgate::pipeline {

// The listeners that a parentRef can choose among, in the order of spec.listeners.
struct Parent {
  struct Section {
    std::string name;
    int port = 0;
    bool operator==(const Section&) const = default;
  };
  std::vector<Section> sections;
  std::string group;
  bool operator==(const Parent&) const = default;
};

using Parents = engine::Stage<ObjectId, Parent>;
Parents& AddParents(engine::Engine& engine, Gateways& gateways);

using Frontends = engine::Stage<FrontendId, Frontend>;
Frontends& AddFrontends(engine::Engine& engine, Gateways& gateways,
                        GatewaysByFrontend& by_frontend, ListenerTlsTable& listener_tls);

// Frontends that serve, by the port and hostname that they listen for. No two share both.
struct DomainId {
  PortId port;
  std::string hostname;
  auto operator<=>(const DomainId&) const = default;
  template <typename H>
  friend H AbslHashValue(H h, const DomainId& id) {
    return H::combine(std::move(h), id.port, id.hostname);
  }
};
using FrontendsByDomain = engine::Index<DomainId, FrontendId, Frontend>;
FrontendsByDomain& AddFrontendsByDomain(Frontends& frontends);

// Every listener hostname is a host, also without a route: requests for it answer 404 there and do
// not fall through to a wider listener.
using FrontendsByHost = engine::Index<HostId, FrontendId, Frontend>;
FrontendsByHost& AddFrontendsByHost(Frontends& frontends);

using FrontendsByPort = engine::Index<PortId, FrontendId, Frontend>;
FrontendsByPort& AddFrontendsByPort(Frontends& frontends);

// Frontends that serve connections as a whole, since their protocol has no hostnames.
using FrontendsOfL4 = engine::Index<FrontendId, FrontendId, Frontend>;
FrontendsOfL4& AddFrontendsOfL4(Frontends& frontends);

// A listener that is served and routes by hostname.
bool ServesHosts(const Frontend& frontend);

}  // namespace meshgate::pipeline

#endif  // MESHGATE_CORE_PIPELINE_FRONTENDS_H_
