// Stages `parents`, `frontends` and `placements`: what a route needs to know of a Gateway and of
// its listeners, and no more, so that a change of anything else of a Gateway reaches no route.
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
Frontends& AddFrontends(engine::Engine& engine, Gateways& gateways, ListenerTlsTable& listener_tls);

// Stage `placements`: where proxies serve a frontend. A listener that is not accepted, or has no
// certificate, has no placement: routes attach, and are counted, but no proxy opens it.
struct Placement {
  std::vector<PortId> ports;  // one of each proxy, sorted; a listener is served by its Gateway's
  ir::ListenerProtocol protocol;
  std::string hostname;
  bool operator==(const Placement&) const = default;
};

using Placements = engine::Stage<FrontendId, Placement>;
Placements& AddPlacements(engine::Engine& engine, Frontends& frontends);

// Frontends by the ports and the hostname that they listen for. No two share both.
using PlacementsByDomain = engine::Index<EntryId, FrontendId, Placement>;
PlacementsByDomain& AddPlacementsByDomain(Placements& placements);

using PlacementsByPort = engine::Index<PortId, FrontendId, Placement>;
PlacementsByPort& AddPlacementsByPort(Placements& placements);

}  // namespace meshgate::pipeline

#endif  // MESHGATE_CORE_PIPELINE_FRONTENDS_H_
