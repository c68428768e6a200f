// Stage `gateways`: the Gateways of our classes, each with its listeners judged.
//
// Rules: Gateway API, Listener and GatewaySpec.listeners. Listeners of one Gateway that want the
// same port with incompatible protocols, or the same port, protocol and hostname, conflict, and all
// of them are refused. A listener of a protocol without hostnames takes its port alone.
#ifndef MESHGATE_CORE_PIPELINE_GATEWAYS_H_
#define MESHGATE_CORE_PIPELINE_GATEWAYS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/loader/registry.h"
#include "core/pipeline/classes.h"
#include "core/pipeline/inputs.h"
#include "core/pipeline/namespaces.h"

namespace meshgate::pipeline {

struct Listener {
  std::string name;
  int port = 0;
  ir::ListenerProtocol protocol;  // no more than its name, when nobody serves it
  std::string hostname = "*";
  attach::AllowedRoutes allowed_routes;
  std::vector<Kind> supported_kinds;  // kinds that may attach: allowed and supported
  // Of a protocol that ends TLS, unless its plugin refuses it: what it refers to.
  std::optional<std::vector<ir::Reference>> references;
  std::string notes;  // see Problem
  // Why its conditions Accepted, ResolvedRefs, Conflicted and OverlappingTLSConfig are not good
  // news. What becomes of the references is said by the stage `listener_tls`.
  std::optional<Problem> not_accepted;
  std::vector<Problem> unresolved_refs;
  std::optional<Problem> conflicted;
  std::optional<Problem> overlapping;
  bool operator==(const Listener&) const = default;
};

struct Gateway {
  std::string api_version;
  int64_t generation = 1;
  int64_t created_seconds = 0;
  std::string group;  // Membership; "" when no plugin divides objects
  std::optional<Problem> not_accepted;
  std::vector<Listener> listeners;
  std::vector<std::string> addresses;  // the values of spec.addresses of type IPAddress
  std::vector<std::string> hostnames;  // those of type Hostname
  // For stage `infra`.
  std::string gateway_class;
  std::string uid;
  std::optional<ObjectId> parameters;  // its own, usable
  std::string notes;                   // see Problem
  ir::StringMap labels;                // spec.infrastructure
  ir::StringMap annotations;
  bool operator==(const Gateway&) const = default;
};

using Gateways = engine::Stage<ObjectId, Gateway>;

Gateways& AddGateways(engine::Engine& engine, const Inputs& inputs,
                      const loader::Registry& registry, const Options& options,
                      Parameters& parameters, Classes& classes, Namespaces& namespaces);

// Its listeners, as keys. [pure]
std::vector<FrontendId> FrontendsOf(const ObjectId& id, const Gateway& gateway);

// The listener of this name; null when there is none.
const Listener* FindListener(const Gateway& gateway, const std::string& name);

// Reads one entry of spec.listeners of `gateway`; conflicts are judged by FindConflicts. [pure]
Listener ReadListener(const resource::Object& gateway, resource::Node node,
                      const loader::Registry& registry);

// How a listener says what its plugin refuses. [pure]
Problem RefusalOf(const loader::Issue& issue);

// Sets `conflicted` and `not_accepted` of listeners that conflict with each other, and
// `overlapping` of those that end TLS and share clients. [pure]
void FindConflicts(std::vector<Listener>& listeners);

}  // namespace meshgate::pipeline

#endif  // MESHGATE_CORE_PIPELINE_GATEWAYS_H_
