#include "controllers/sinks/xds/gateway_resources.h"

#include <algorithm>
#include <utility>

#include "controllers/sinks/xds/names.h"
#include "controllers/sinks/xds/render_host.h"

namespace meshgate::xds {
namespace {

std::shared_ptr<const Chunks> InOneChunk(std::vector<base::SharedBytes> buffers) {
  return std::make_shared<const Chunks>(
      Chunks{std::make_shared<const std::vector<base::SharedBytes>>(std::move(buffers))});
}

}  // namespace

Changes GatewayResources::Apply(const GatewayDelta& delta, HostLists& hosts) {
  Changes changed;
  ApplyNamed(ResourceType::kCluster, delta.clusters, changed);
  ApplyNamed(ResourceType::kListener, delta.listeners, changed);
  ApplyNamed(ResourceType::kSecret, delta.secrets, changed);
  for (const GatewayDelta::Listener& listener : delta.listeners) NoteAsked(listener);
  std::vector<std::string>& routes = changed[IndexOf(ResourceType::kRoutes)];
  ApplyHosts(delta.hosts, hosts, routes);
  for (const std::string& port : routes) {
    if (!HasRoutes(port)) Forget(ResourceType::kRoutes, port);
  }
  for (ResourceType type : kResourceTypes) OfferIfChanged(type, changed[IndexOf(type)]);
  return changed;
}

void GatewayResources::NoteEndpoints(const std::vector<std::string>& clusters) {
  OfferIfChanged(ResourceType::kEndpoints, clusters);
}

// A content that comes back is offered again, too: what it was refused for may be gone.
void GatewayResources::OfferIfChanged(ResourceType type, const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    const auto refused = refusals_.find({type, name});
    if (refused == refusals_.end()) continue;
    const std::optional<Resource> current = Current(type, name);
    if (current && current->version == refused->second.version) continue;
    refused->second.superseded = true;
    held_back_.erase(refused->first);
  }
}

template <typename Named>
void GatewayResources::ApplyNamed(ResourceType type, const std::vector<Named>& changes,
                                  Changes& changed) {
  for (const Named& change : changes) {
    if (change.bytes.empty()) {
      of(type).erase(change.name);
      Forget(type, change.name);
      if (type == ResourceType::kCluster) Forget(ResourceType::kEndpoints, change.name);
    } else {
      of(type)[change.name] = change.bytes;
    }
    changed[IndexOf(type)].push_back(change.name);
  }
}

void GatewayResources::NoteAsked(const GatewayDelta::Listener& listener) {
  if (const auto before = asked_by_.extract(listener.name)) {
    for (const TypedName& asked : before.mapped()) asked_.erase(asked_.find(asked));
  }
  if (listener.asks_for.empty() || listener.bytes.empty()) return;
  asked_.insert(listener.asks_for.begin(), listener.asks_for.end());
  asked_by_.emplace(listener.name, listener.asks_for);
}

void GatewayResources::ApplyHosts(const std::vector<VirtualHost>& changes, HostLists& lists,
                                  std::vector<std::string>& changed) {
  for (auto& [id, list] : lists) {
    const std::string name = PortName(id);
    changed.push_back(name);
    Port& port = ports_[name];
    std::swap(port.hosts, list);
    port.served = nullptr;
    if (!port.hosts) {
      ports_.erase(name);
    } else if (port.trials) {
      for (const VirtualHost& change : changes) {
        if (change.id.port != id) continue;
        port.trials->NoteHost(change.id, change.bytes.empty() ? nullptr : &change.bytes);
      }
    }
  }
}

void GatewayResources::Forget(ResourceType type, const std::string& name) {
  acknowledged_.erase({type, name});
  refused_versions_.erase({type, name});
  if (type == ResourceType::kRoutes) unknown_routes_.erase(name);
  refusals_.erase({type, name});
  held_back_.erase({type, name});
}

const std::vector<TypedName>& GatewayResources::AskedBy(const std::string& listener) const {
  static const std::vector<TypedName> kNothing;
  const auto found = asked_by_.find(listener);
  // Of a refused listener a proxy has at most an earlier version, which may have asked for none.
  const bool refused = refusals_.contains({ResourceType::kListener, listener});
  return found == asked_by_.end() || refused ? kNothing : found->second;
}

std::vector<std::string> GatewayResources::Names(ResourceType type) const {
  std::vector<std::string> names;
  for (const auto& [name, bytes] : of(type)) names.push_back(name);
  return names;
}

bool GatewayResources::empty() const {
  return ports_.empty() && std::all_of(buffers_.begin(), buffers_.end(),
                                       [](const Buffers& buffers) { return buffers.empty(); });
}

std::optional<Resource> GatewayResources::Find(ResourceType type, const std::string& name) const {
  if (!held_back_.contains({type, name})) return Current(type, name);
  const auto last_good = acknowledged_.find({type, name});
  if (last_good != acknowledged_.end()) return last_good->second;
  if (type == ResourceType::kEndpoints) return Resource::Of(EmptyAssignment(name));
  return std::nullopt;
}

bool GatewayResources::IsWithheld(ResourceType type, const std::string& name) const {
  return held_back_.contains({type, name}) && !Find(type, name);
}

std::optional<Resource> GatewayResources::Current(ResourceType type,
                                                  const std::string& name) const {
  if (type == ResourceType::kRoutes) return CurrentRoutes(name);
  if (type == ResourceType::kEndpoints) {
    // Another Gateway's backends are none of this proxy's business.
    if (!of(ResourceType::kCluster).contains(name)) return std::nullopt;
    return endpoints_.Find(name);
  }
  const auto found = of(type).find(name);
  if (found == of(type).end()) return std::nullopt;
  return Resource::Of(found->second);
}

bool GatewayResources::HasRoutes(const std::string& port) const {
  return ports_.contains(port) || asked_.contains({ResourceType::kRoutes, port});
}

std::optional<Resource> GatewayResources::CurrentRoutes(const std::string& port) const {
  if (!HasRoutes(port)) return std::nullopt;
  auto found = ports_.find(port);
  Resource routes = Resource::Of(RenderRouteConfigurationHead(port));
  if (found == ports_.end()) return routes;
  const Port& of_port = found->second;
  base::Hash128 version = routes.head.hash();
  if (!of_port.trials) {
    version += of_port.hosts->sum();
    routes.tail = of_port.hosts->fields();
  } else {
    if (!of_port.served) of_port.served = InOneChunk(of_port.Serve());
    routes.tail = of_port.served;
    routes.ForEachOfTail([&](const base::SharedBytes& bytes) { version += bytes.hash(); });
  }
  routes.version = version.ToHex();
  return routes;
}

std::vector<base::SharedBytes> GatewayResources::Port::Serve() const {
  if (trials->running()) return trials->Trial();
  std::vector<base::SharedBytes> serve;
  serve.reserve(hosts->size());
  hosts->ForEach([&](const pipeline::EntryId& id, const base::SharedBytes& bytes) {
    serve.push_back(trials->Served(id, bytes));
    if (serve.back().empty()) serve.pop_back();
  });
  return serve;
}

void GatewayResources::Acknowledge(ResourceType type, const std::string& name,
                                   const Resource& resource) {
  if (type != ResourceType::kEndpoints) acknowledged_[{type, name}] = resource;
  const bool tries = TrialsOf(type, name) != nullptr;
  if (!tries && !refusals_.contains({type, name})) return;
  const std::optional<Resource> current = Current(type, name);
  if (!current || current->version != resource.version) return;
  refusals_.erase({type, name});
  held_back_.erase({type, name});
  if (tries) RoutesTaken(name);
}

void GatewayResources::RoutesTaken(const std::string& name) {
  Port& port = ports_.find(name)->second;
  if (port.trials->running()) {
    port.trials->TrialTaken();
    NoteRoutesChanged(name);
  } else {
    port.trials->Taken();
    if (port.trials->blames().empty()) port.trials.reset();
  }
}

// False when no trial can find what is bad.
bool GatewayResources::TryRoutes(const std::string& name, const std::string& text) {
  const auto found = ports_.find(name);
  const TypedName routes{ResourceType::kRoutes, name};
  if (found == ports_.end()) return false;
  Port& port = found->second;
  if (port.trials && port.trials->running()) {
    port.trials->TrialRefused(text);
    NoteRoutesChanged(name);
    return true;
  }
  const auto taken = acknowledged_.find(routes);
  if (taken == acknowledged_.end() && unknown_routes_.contains(name)) return false;
  std::vector<base::SharedBytes> base;
  if (taken != acknowledged_.end()) {
    taken->second.ForEachOfTail([&](const base::SharedBytes& bytes) { base.push_back(bytes); });
  }
  RouteTrials::Hosts wanted;
  port.hosts->ForEach([&](const auto& id, const auto& bytes) { wanted.emplace(id, bytes); });
  if (!port.trials) port.trials = std::make_unique<RouteTrials>();
  const bool begun = port.trials->Begin(base, wanted, text);
  if (begun) NoteRoutesChanged(name);
  if (!begun && port.trials->blames().empty()) port.trials.reset();
  return begun;
}

void GatewayResources::NoteRoutesChanged(const std::string& name) {
  ports_.find(name)->second.served = nullptr;
  changes_[IndexOf(ResourceType::kRoutes)].push_back(name);
}

void GatewayResources::NoteHeldRoutes(const std::string& name, const std::string& version) {
  const std::optional<Resource> current = CurrentRoutes(name);
  if (!current || current->version != version) unknown_routes_.insert(name);
}

void GatewayResources::OfferBlamedRules() {
  for (auto& [name, port] : ports_) {
    if (!port.trials || port.trials->running() || !port.trials->OfferAgain()) continue;
    NoteRoutesChanged(name);
  }
}

// Null when nothing of it is refused.
RouteTrials* GatewayResources::TrialsOf(ResourceType type, const std::string& name) const {
  if (type != ResourceType::kRoutes) return nullptr;
  const auto port = ports_.find(name);
  return port == ports_.end() ? nullptr : port->second.trials.get();
}

bool GatewayResources::IsTrial(ResourceType type, const std::string& name) const {
  const RouteTrials* const trials = TrialsOf(type, name);
  return trials != nullptr && trials->running();
}

bool GatewayResources::WasRefused(ResourceType type, const std::string& name,
                                  const std::string& version) const {
  const auto refused = refused_versions_.find({type, name});
  return refused != refused_versions_.end() && refused->second == version;
}

Blames GatewayResources::blames() const {
  Blames blames;
  for (const auto& [name, port] : ports_) {
    if (!port.trials) continue;
    for (const auto& [entry, of_host] : port.trials->blames()) {
      for (const auto& [key, blame] : of_host) {
        blames.emplace(BlamedRule{entry, key.rule}, blame.text);
      }
    }
  }
  return blames;
}

void GatewayResources::Refuse(ResourceType type, const std::string& name,
                              const std::string& version, const std::string& text) {
  const std::optional<Resource> current = Current(type, name);
  if (!current || current->version != version) return;
  refused_versions_.insert_or_assign({type, name}, version);
  if (type == ResourceType::kRoutes && TryRoutes(name, text)) return;
  if (!held_back_.insert({type, name}).second) return;  // another proxy refused it, too
  refusals_.insert_or_assign({type, name}, Refusal{text, version});
}

std::vector<std::string> GatewayResources::RetryRefused(ResourceType type) {
  std::vector<std::string> names;
  std::erase_if(held_back_, [&](const auto& entry) {
    if (entry.type != type) return false;
    names.push_back(entry.name);
    return true;
  });
  return names;
}

}  // namespace meshgate::xds
