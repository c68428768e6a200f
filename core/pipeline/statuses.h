// Stage `statuses`: comes last and alone composes the status of every object that is ours, as it
// would be written.
//
// Programmed is True exactly when the proxies have acknowledged the listener's current content; the
// only history in it is what the sinks fed back (`acks`, `rejections`, `blames`,
// `addresses`, `infra_problems`).
#ifndef MESHGATE_CORE_PIPELINE_STATUSES_H_
#define MESHGATE_CORE_PIPELINE_STATUSES_H_

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/pipeline/clusters.h"
#include "core/pipeline/listeners.h"
#include "core/pipeline/policies.h"
#include "core/pipeline/routes.h"
#include "core/status/document.h"

namespace meshgate::pipeline {

using Statuses = engine::Stage<ObjectId, status::Document>;

struct StatusesSources {
  const Options& options;
  const loader::Registry& registry;
  Classes& classes;
  Gateways& gateways;
  ListenerTlsTable& listener_tls;
  ObjectInput& gateway_objects;
  Services& services;
  ClustersByService& clusters_by_service;
  Policies& policies;
  PoliciesInForce& policies_in_force;
  Described& described;
  Routes& routes;
  RoutesByFrontend& routes_by_frontend;
  Claims& claims;
  Sockets& sockets;
  ListenerHashes& listener_hashes;
  engine::Input<FrontendId, base::Hash128>& acks;
  engine::Input<PortId, std::string>& rejections;
  engine::Input<ObjectId, std::map<ObjectId, std::string>>& blames;
  engine::Input<ObjectId, std::vector<status::Address>>& addresses;
  engine::Input<ObjectId, std::string>& infra_problems;
};

Statuses& AddStatuses(engine::Engine& engine, const StatusesSources& sources);

// The part about one Gateway.
status::Document GatewayDocument(const StatusesSources& sources, const ObjectId& id,
                                 const Gateway& gateway, engine::Reader& reader);

// The part about one policy; none when other controllers serve all that it targets.
std::optional<status::Document> PolicyDocument(const StatusesSources& sources, const ObjectId& id,
                                               const DescribedPolicy& policy,
                                               engine::Reader& reader);

}  // namespace meshgate::pipeline

#endif  // MESHGATE_CORE_PIPELINE_STATUSES_H_
