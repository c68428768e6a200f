#include "core/engine/toy_pipeline.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace meshgate::engine::toy {
namespace {

using std::string;

string NamespaceOf(const string& key) { return key.substr(0, key.find('/')); }

bool Covers(const string& wildcard, const string& hostname) {
  return wildcard.size() > 2 && wildcard[0] == '*' && hostname.size() >= wildcard.size() &&
         hostname.ends_with(wildcard.substr(1));
}

std::optional<string> Intersect(const string& listener, const string& route) {
  if (listener.empty() || listener == route || Covers(listener, route)) return route;
  if (Covers(route, listener)) return listener;
  return std::nullopt;
}

// A rule where it is sorted: longer path, path, older, key, index.
struct Candidate {
  const string* path;
  int created;
  const string* route;
  uint32_t rule;
  friend bool operator<(const Candidate& a, const Candidate& b) {
    if (a.path->size() != b.path->size()) return a.path->size() > b.path->size();
    return std::tie(*a.path, a.created, *a.route, a.rule) <
           std::tie(*b.path, b.created, *b.route, b.rule);
  }
};

// The next wider wildcard, or "*".
string Wider(const string& hostname) {
  const size_t dot = hostname.find('.', hostname[0] == '*' ? 2 : 0);
  return dot == string::npos ? "*" : "*" + hostname.substr(dot);
}

}  // namespace

Pipeline::Pipeline() {
  AddFrontends();
  AddRoutes();
  AddHosts();
  AddStatuses();
}

void Pipeline::AddOutput(const Text& name, Stage<Text, Text>::Compute compute, auto& driver) {
  auto& output = engine.AddStage<Text, Text>(name, std::move(compute)).keys_of(driver);
  output.Export();
  outputs_.push_back(&output);
}

void Pipeline::AddFrontends() {
  gateways_by_frontend_ =
      &gateways.AddIndex("by_frontend", [](const Text& key, const Gateway& gateway) {
        std::vector<Text> frontends;
        for (const Listener& listener : gateway.listeners) {
          frontends.push_back(key + "#" + listener.name);
        }
        return frontends;
      });
  grants_by_pair_ = &grants.AddIndex("by_pair", [](const Text&, const Grant& grant) {
    return std::vector<Text>{grant.from_namespace + ">" + grant.to_namespace};
  });
  listener_names_ = &engine.AddStage<Text, ListenerNames>(
      "listener_names", [this](const Text& key, Reader& reader) -> std::optional<ListenerNames> {
        ListenerNames names;
        const Gateway* gateway = reader.Find(gateways, key);
        if (gateway == nullptr) return std::nullopt;
        for (const Listener& listener : gateway->listeners) names.names.push_back(listener.name);
        return names;
      });
  listener_names_->keys_of(gateways);
  frontends_ = &engine.AddStage<Text, Frontend>(
      "frontends",
      [this](const Text& key, Reader& reader) { return ComputeFrontend(key, reader); });
  frontends_->keys_of(*gateways_by_frontend_);
}

std::optional<Frontend> Pipeline::ComputeFrontend(const Text& key, Reader& reader) {
  for (const Text& name : reader.List(*gateways_by_frontend_, key)) {
    const Gateway* gateway = reader.Find(gateways, name);
    if (gateway == nullptr) continue;
    for (const Listener& listener : gateway->listeners) {
      if (key == name + "#" + listener.name) return Frontend{listener.hostname, listener.from};
    }
  }
  return std::nullopt;
}

void Pipeline::AddRoutes() {
  ports_ = &engine.AddStage<Text, int>(
      "ports", [this](const Text& key, Reader& reader) -> std::optional<int> {
        const Service* service = reader.Find(services, key);
        return service == nullptr ? std::nullopt : std::optional(service->port);
      });
  ports_->keys_of(services);
  routes_ = &engine.AddStage<Text, Route>(
      "routes", [this](const Text& key, Reader& reader) { return ComputeRoute(key, reader); });
  routes_->keys_of(route_objects);
  routes_by_host_ = &routes_->AddIndex("by_host", [](const Text&, const Route& route) {
    std::vector<Text> hosts;
    for (const auto& [frontend, hostname] : route.attached) {
      hosts.push_back(frontend + "|" + hostname);
    }
    return hosts;
  });
  routes_by_frontend_ = &routes_->AddIndex("by_frontend", [](const Text&, const Route& route) {
    std::vector<Text> frontends;
    for (const auto& [frontend, hostname] : route.attached) frontends.push_back(frontend);
    return frontends;
  });
  routes_by_cluster_ = &routes_->AddIndex("by_cluster", [](const Text&, const Route& route) {
    std::vector<Text> clusters;
    if (route.attached.empty()) return clusters;
    for (const ResolvedRule& rule : route.rules) {
      if (!rule.cluster.empty()) clusters.push_back(rule.cluster);
    }
    return clusters;
  });
}

std::optional<Route> Pipeline::ComputeRoute(const Text& key, Reader& reader) {
  const RouteObject* object = reader.Find(route_objects, key);
  if (object == nullptr) return std::nullopt;
  Route route{.attached = {},
              .rules = {},
              .created = object->created,
              .accepted = "NoMatchingParent",
              .resolved = "ResolvedRefs"};
  AttachRoute(key, *object, reader, route);
  for (const Rule& rule : object->rules) {
    route.rules.push_back({rule.path, ResolveBackend(key, rule, reader, route), rule.filler});
  }
  return route;
}

void Pipeline::AttachRoute(const Text& key, const RouteObject& object, Reader& reader,
                           Route& route) {
  const ListenerNames* listeners = reader.Find(*listener_names_, object.gateway);
  if (listeners == nullptr) return;
  for (const Text& name : listeners->names) {
    if (!object.section.empty() && object.section != name) continue;
    const Text frontend_key = object.gateway + "#" + name;
    const Frontend* frontend = reader.Find(*frontends_, frontend_key);
    if (frontend == nullptr) continue;
    if (!IsAllowed(key, object.gateway, *frontend, reader)) {
      if (route.attached.empty()) route.accepted = "NotAllowedByListeners";
      continue;
    }
    if (object.hostnames.empty()) {
      route.attached.emplace_back(frontend_key,
                                  frontend->hostname.empty() ? "*" : frontend->hostname);
    }
    for (const Text& hostname : object.hostnames) {
      if (const auto common = Intersect(frontend->hostname, hostname)) {
        route.attached.emplace_back(frontend_key, *common);
      }
    }
    if (route.attached.empty()) route.accepted = "NoMatchingListenerHostname";
  }
  if (!route.attached.empty()) route.accepted = "Accepted";
  std::sort(route.attached.begin(), route.attached.end());
  route.attached.erase(std::unique(route.attached.begin(), route.attached.end()),
                       route.attached.end());
}

bool Pipeline::IsAllowed(const Text& key, const Text& gateway, const Frontend& frontend,
                         Reader& reader) {
  if (frontend.from == "All") return true;
  if (frontend.from.empty()) return NamespaceOf(key) == NamespaceOf(gateway);
  const Namespace* route_namespace = reader.Find(namespaces, NamespaceOf(key));
  return route_namespace != nullptr && route_namespace->label == frontend.from;
}

std::string Pipeline::ResolveBackend(const Text& key, const Rule& rule, Reader& reader,
                                     Route& route) {
  const Text from = NamespaceOf(key), to = NamespaceOf(rule.backend);
  if (from != to && reader.Count(*grants_by_pair_, from + ">" + to) == 0) {
    route.resolved = "RefNotPermitted";
    return "";
  }
  const int* port = reader.Find(*ports_, rule.backend);
  if (port == nullptr) {
    route.resolved = "BackendNotFound";
    return "";
  }
  return rule.backend + ":" + std::to_string(*port);
}

void Pipeline::AddHosts() {
  hosts_ = &engine.AddStage<Text, Host>(
      "hosts", [this](const Text& key, Reader& reader) { return ComputeHost(key, reader); });
  hosts_->keys_of(*routes_by_host_);
  AddOutput(
      "bytes", [this](const Text& key, Reader& reader) { return ComputeBytes(key, reader); },
      *hosts_);
  AddOutput(
      "clusters", [](const Text& key, Reader&) { return "cluster " + key; }, *routes_by_cluster_);
}

std::optional<Host> Pipeline::ComputeHost(const Text& key, Reader& reader) {
  Host host;
  const size_t bar = key.find('|');
  const Text frontend = key.substr(0, bar + 1);
  for (Text hostname = key.substr(bar + 1);; hostname = Wider(hostname)) {
    std::vector<Candidate> candidates;
    for (const Text& name : reader.List(*routes_by_host_, frontend + hostname)) {
      const Route* route = reader.Find(*routes_, name);
      if (route == nullptr) continue;
      for (uint32_t i = 0; i < route->rules.size(); ++i) {
        candidates.push_back({&route->rules[i].path, route->created, &name, i});
      }
    }
    std::sort(candidates.begin(), candidates.end());
    for (const Candidate& candidate : candidates) {
      host.rules.push_back({*candidate.route, candidate.rule});
      // Nothing after a catch-all can be reached, so wider hosts are not even read.
      if (*candidate.path == "/") return host;
    }
    if (hostname == "*") return host;
  }
}

std::optional<std::string> Pipeline::ComputeBytes(const Text& key, Reader& reader) {
  const Host* host = reader.Find(*hosts_, key);
  if (host == nullptr) return std::nullopt;
  Text bytes = "host " + key + "\n";
  for (const RuleReference& reference : host->rules) {
    const Route* route = reader.Find(*routes_, reference.route);
    if (route == nullptr || reference.rule >= route->rules.size()) continue;
    const ResolvedRule& rule = route->rules[reference.rule];
    bytes += rule.path + " -> " + (rule.cluster.empty() ? "500" : rule.cluster) + " " +
             rule.filler + "\n";
  }
  return bytes;
}

void Pipeline::AddStatuses() {
  AddOutput(
      "route_statuses",
      [this](const Text& key, Reader& reader) -> std::optional<Text> {
        const Route* route = reader.Find(*routes_, key);
        if (route == nullptr) return std::nullopt;
        return route->accepted + " " + route->resolved;
      },
      *routes_);
  AddOutput(
      "gateway_statuses",
      [this](const Text& key, Reader& reader) -> std::optional<Text> {
        const Gateway* gateway = reader.Find(gateways, key);
        if (gateway == nullptr) return std::nullopt;
        Text status = gateway->label;
        for (const Listener& listener : gateway->listeners) {
          const size_t attached = reader.Count(*routes_by_frontend_, key + "#" + listener.name);
          status += " " + listener.name + "=" + std::to_string(attached);
        }
        return status;
      },
      gateways);
}

std::map<std::string, std::string> Pipeline::Dump() const {
  std::map<Text, Text> dump;
  for (const auto* output : outputs_) {
    output->ForEach(
        [&](const Text& key, const Text& value) { dump[output->name() + " " + key] = value; });
  }
  return dump;
}

void Pipeline::ApplyChanges(std::map<Text, Text>& outputs) const {
  for (const auto* output : outputs_) {
    output->ForEachChange([&](const Text& key, const Text* value) {
      if (value == nullptr) {
        outputs.erase(output->name() + " " + key);
      } else {
        outputs[output->name() + " " + key] = *value;
      }
    });
  }
}

size_t Pipeline::change_count() const {
  size_t count = 0;
  for (const auto* output : outputs_) count += output->change_count();
  return count;
}

}  // namespace meshgate::engine::toy
