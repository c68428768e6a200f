// What the proxies of one Gateway are to be served, and what they refused.
#ifndef MESHGATE_CONTROLLERS_SINKS_XDS_GATEWAY_RESOURCES_H_
#define MESHGATE_CONTROLLERS_SINKS_XDS_GATEWAY_RESOURCES_H_

#include <array>
#include <compare>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "controllers/sinks/xds/endpoint_table.h"
#include "controllers/sinks/xds/host_table.h"
#include "controllers/sinks/xds/resource.h"
#include "controllers/sinks/xds/route_trials.h"
#include "core/base/shared_bytes.h"
#include "core/pipeline/model.h"

namespace meshgate::xds {

// New contents by key; empty bytes: the resource is gone. A host's bytes are one `virtual_hosts`
// field of its port's RouteConfiguration.
struct GatewayDelta {
  struct Named {
    std::string name;
    base::SharedBytes bytes;
  };
  struct Listener {
    std::string name;
    base::SharedBytes bytes;
    // What a proxy that has it asks for before it opens it.
    std::vector<TypedName> asks_for = {};
  };
  std::vector<Named> clusters;
  std::vector<Listener> listeners;
  std::vector<VirtualHost> hosts;  // ordered by entry, each once
  std::vector<Named> secrets = {};

  bool empty() const {
    return clusters.empty() && listeners.empty() && hosts.empty() && secrets.empty();
  }
};

// What a proxy said of a resource that it did not take.
struct Refusal {
  std::string text;          // as the proxy put it
  std::string version = {};  // of what it refused
  bool superseded = false;   // that was changed since, and no answer is there yet
  bool operator==(const Refusal&) const = default;
};
using Refusals = std::map<TypedName, Refusal>;

// A rule of a host that proxies refuse, and their words: see RouteTrials. Everything else of its
// port is served.
struct BlamedRule {
  pipeline::EntryId entry;
  std::string rule;  // see RuleName()
  auto operator<=>(const BlamedRule&) const = default;
};
using Blames = std::map<BlamedRule, std::string>;

// Names whose resource is now another one, by type.
using Changes = std::array<std::vector<std::string>, kResourceTypeCount>;

// Not synchronised: the GatewayHub's mutex guards it.
class GatewayResources {
 public:
  // `endpoints` must outlive this.
  explicit GatewayResources(const EndpointTable& endpoints) : endpoints_(endpoints) {}

  // `hosts`: what HostTable made of delta.hosts. Leaves there what it had before, for the caller to
  // free without a lock.
  Changes Apply(const GatewayDelta& delta, HostLists& hosts);
  // The assignments of these clusters are now others.
  void NoteEndpoints(const std::vector<std::string>& clusters);

  // The resource to serve: the current one, or while that is refused the last one that a proxy
  // acknowledged. No value: there is none, which a client is told as "removed" unless it is
  // withheld; endpoints exist only with their cluster.
  std::optional<Resource> Find(ResourceType type, const std::string& name) const;
  // The current one is refused and no earlier one is known, as after a restart: a proxy keeps what
  // it holds.
  bool IsWithheld(ResourceType type, const std::string& name) const;
  // What a proxy that has this listener asks for before it opens it.
  const std::vector<TypedName>& AskedBy(const std::string& listener) const;
  // All names of a type that proxies have as a whole; sorted.
  std::vector<std::string> Names(ResourceType type) const;
  bool empty() const;

  // A proxy says that it holds a version of these routes, such as after a restart of ours.
  void NoteHeldRoutes(const std::string& name, const std::string& version);
  // A proxy took this resource: what is served again when a later one is refused. What was refused
  // under this name before is forgotten, if this is what is to be served now.
  void Acknowledge(ResourceType type, const std::string& name, const Resource& resource);
  // A proxy refused this version; nothing, if it is not what is to be served any more.
  void Refuse(ResourceType type, const std::string& name, const std::string& version,
              const std::string& text);
  // What answers made of what is to be served, since the last call.
  Changes TakeChanges() { return std::exchange(changes_, {}); }
  // Serves what was refused once more, because the cause may be gone. Returns the names.
  std::vector<std::string> RetryRefused(ResourceType type);
  // The same of blamed rules, for a new proxy; see TakeChanges().
  void OfferBlamedRules();
  // What is served is a trial, not what is wanted.
  bool IsTrial(ResourceType type, const std::string& name) const;
  // The version was refused before: Envoy may ignore the same bytes.
  bool WasRefused(ResourceType type, const std::string& name, const std::string& version) const;
  // The latest answers that were refusals. One stands until a proxy takes what is to be served
  // under the name, even if that is offered again or was changed meanwhile.
  const Refusals& refusals() const { return refusals_; }
  Blames blames() const;

 private:
  // A RouteConfiguration exists for every port that has hosts, and if a listener asks for it.
  struct Port {
    std::shared_ptr<const HostList> hosts;
    std::unique_ptr<RouteTrials> trials;           // null: nothing of it is refused
    mutable std::shared_ptr<const Chunks> served;  // with trials; null: not joined yet

    // What is wanted but for what is refused.
    std::vector<base::SharedBytes> Serve() const;
  };
  using Buffers = std::map<std::string, base::SharedBytes>;

  template <typename Named>
  void ApplyNamed(ResourceType type, const std::vector<Named>& changes, Changes& changed);
  void NoteAsked(const GatewayDelta::Listener& listener);
  Buffers& of(ResourceType type) { return buffers_[IndexOf(type)]; }
  const Buffers& of(ResourceType type) const { return buffers_[IndexOf(type)]; }
  void ApplyHosts(const std::vector<VirtualHost>& changes, HostLists& lists,
                  std::vector<std::string>& changed);
  void Forget(ResourceType type, const std::string& name);
  void OfferIfChanged(ResourceType type, const std::vector<std::string>& names);
  std::optional<Resource> Current(ResourceType type, const std::string& name) const;
  bool HasRoutes(const std::string& port) const;
  std::optional<Resource> CurrentRoutes(const std::string& port) const;
  RouteTrials* TrialsOf(ResourceType type, const std::string& name) const;
  bool TryRoutes(const std::string& name, const std::string& text);
  void RoutesTaken(const std::string& name);
  void NoteRoutesChanged(const std::string& name);

  const EndpointTable& endpoints_;
  std::array<Buffers, kResourceTypeCount> buffers_;  // but of endpoints and routes
  std::map<std::string, std::vector<TypedName>> asked_by_;  // by listener; none is empty
  std::multiset<TypedName> asked_;                          // by listeners
  std::map<std::string, Port> ports_;  // by the name of the port's RouteConfiguration
  std::map<TypedName, Resource> acknowledged_;
  std::map<TypedName, std::string> refused_versions_;  // the latest
  std::set<std::string> unknown_routes_;  // of which proxies hold what only they know
  Changes changes_;
  Refusals refusals_;
  std::set<TypedName> held_back_;  // of refusals_: those that are not offered again
};

}  // namespace meshgate::xds

#endif  // MESHGATE_CONTROLLERS_SINKS_XDS_GATEWAY_RESOURCES_H_
