#include "core/pipeline/testing/oracle.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <utility>
#include <vector>

#include "core/pipeline/testing/dump.h"
#include "core/pipeline/testing/policy_oracle.h"
#include "core/pipeline/testing/reference_oracle.h"
#include "core/resource/well_known.h"

namespace meshgate::pipeline::world {
namespace {

using std::string;

string Lower(string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

bool IsWithin(const string& narrow, const string& wide) {
  if (wide == "*" || wide == narrow) return true;
  return wide.front() == '*' && narrow.size() >= wide.size() &&
         narrow.compare(narrow.size() - wide.size() + 1, string::npos, wide, 1) == 0;
}

string HostnameOf(const ListenerSpec& listener) {
  return listener.hostname.empty() ? "*" : Lower(listener.hostname);
}

bool IsThrown(const RouteSpec& route) {
  return route.plugin_throws && route.kind == "HTTPRoute";
}

// One match of one rule of a route that reaches a host under `hostname`.
struct Candidate {
  string hostname;
  const RouteSpec* route;
  size_t rule;
  size_t match;
  MatchSpec spec;

  string text() const {
    return route->ns + "/" + route->name + " rule " + std::to_string(rule) + " match " +
           std::to_string(match);
  }
};

// HTTPRouteRule.matches, in the words of the specification.
bool GoesFirst(const Candidate& a, const Candidate& b) {
  if (a.hostname != b.hostname) return IsWithin(a.hostname, b.hostname);
  const auto key = [](const Candidate& c) {
    return std::tuple(!c.spec.exact, -static_cast<int>(c.spec.path.size()), c.spec.method.empty(),
                      -c.spec.headers, -c.spec.query_params, IsThrown(*c.route),
                      IsThrown(*c.route) ? 0 : c.route->created,
                      c.route->ns + "/" + c.route->name, c.rule, c.match);
  };
  return key(a) < key(b);
}

bool TakesEverything(const MatchSpec& match) {
  return match.path == "/" && !match.exact && match.method.empty() && match.headers == 0 &&
         match.query_params == 0;
}

class Oracle {
 public:
  Oracle(const World& world, const Options& options, const Tables& tables)
      : world_(world), options_(options), tables_(tables), references_(world) {}

  string FindWrong() {
    world_.ForEach<GatewaySpec>([&](const GatewaySpec& gateway) { CheckGateway(gateway); });
    world_.ForEach<RouteSpec>([&](const RouteSpec& route) { CheckRules(route); });
    CheckHosts();
    CheckEntries();
    Expect(tables_.l4.size() + tables_.hosts.size() == entries_.size(), "an entry leads nowhere");
    CheckSockets();
    CheckSecrets();
    if (wrong_.empty()) wrong_ = PolicyOracle(world_, tables_).FindWrong();
    return wrong_;
  }

 private:
  void Expect(bool holds, const string& what) {
    if (!holds && wrong_.empty()) wrong_ = what;
  }

  bool IsOurs(const GatewaySpec& gateway) const {
    const auto* spec = world_.Find<ClassSpec>({resource::kGatewayClass, "", gateway.gateway_class});
    return spec != nullptr && spec->controller == kController;
  }

  bool IsUsable(const GatewaySpec& gateway) const {
    const auto* spec = world_.Find<ClassSpec>({resource::kGatewayClass, "", gateway.gateway_class});
    const bool address = gateway.address.empty() || gateway.address_type.empty() ||
                         (options_.assigned_addresses && gateway.address_type == "Hostname");
    return IsOurs(gateway) && AreUsable(spec->parameters) && AreUsable(gateway.parameters) &&
           address;
  }

  // The parameters of that name, or none.
  bool AreUsable(const string& parameters) const {
    if (parameters.empty()) return true;
    const auto* spec = world_.Find<ParametersSpec>({kParameters, "", parameters});
    return spec != nullptr && !spec->refused && !spec->plugin_throws;
  }

  // What is said first: by the Gateway's parameters, then by those of its class.
  template <typename T>
  T ParametersOf(const GatewaySpec& gateway, T ParametersSpec::* field) const {
    const auto* spec = world_.Find<ClassSpec>({resource::kGatewayClass, "", gateway.gateway_class});
    for (const string& name : {gateway.parameters, spec->parameters}) {
      const auto* parameters = world_.Find<ParametersSpec>({kParameters, "", name});
      if (parameters != nullptr && parameters->*field != T()) return parameters->*field;
    }
    return T();
  }

  void CheckInfrastructure(const GatewaySpec& gateway) {
    const Infrastructure& infra = *tables_.infra.Peek(IdOf(gateway));
    if (!IsUsable(gateway)) return Expect(infra.ports.empty(), "a refused Gateway has ports");
    const int replicas = ParametersOf(gateway, &ParametersSpec::replicas);
    Expect(infra.parameters.replicas.value_or(0) == replicas,
           ToString(IdOf(gateway)) + " has the replicas of its parameters");
    const auto label = infra.parameters.pod_labels.find("label");
    Expect((label == infra.parameters.pod_labels.end() ? "" : label->second) ==
               ParametersOf(gateway, &ParametersSpec::pod_label),
           ToString(IdOf(gateway)) + " has the pod labels of its parameters");
  }

  static bool IsServed(const ListenerSpec& listener) {
    return listener.protocol == "HTTP" || listener.protocol == "TCP" ||
           listener.protocol == "HTTPS";
  }

  // For itself, whatever other listeners want.
  static bool IsSound(const ListenerSpec& listener) {
    return IsServed(listener) && (listener.protocol != "HTTPS" || listener.tls_mode.empty());
  }

  // Whether one socket can tell the connections of the two apart.
  static bool AreDistinct(const ListenerSpec& a, const ListenerSpec& b) {
    if (a.port != b.port) return true;
    return a.protocol != "TCP" && a.protocol == b.protocol && HostnameOf(a) != HostnameOf(b);
  }

  static bool IsValid(const GatewaySpec& gateway, const ListenerSpec& listener) {
    if (!IsSound(listener)) return false;
    return std::none_of(
        gateway.listeners.begin(), gateway.listeners.end(), [&](const ListenerSpec& other) {
          return other.name != listener.name && IsSound(other) && !AreDistinct(listener, other);
        });
  }

  // Whether the listener has what its protocol takes.
  bool IsEquipped(const GatewaySpec& gateway, const ListenerSpec& listener) const {
    if (listener.protocol != "HTTPS") return true;
    const std::vector<ObjectId> secrets = references_.SecretsOf(gateway, listener);
    return std::any_of(secrets.begin(), secrets.end(),
                       [&](const ObjectId& secret) { return references_.IsUsable(secret); });
  }

  bool IsOpen(const GatewaySpec& gateway, const ListenerSpec& listener) const {
    return IsUsable(gateway) && IsValid(gateway, listener) && IsEquipped(gateway, listener);
  }

  // A Secret is read if and only if a Gateway of ours, or a filter, refers to it and may; what it
  // holds is what the world says, or the last good pair.
  void CheckSecrets() {
    std::set<ObjectId> expected, read;
    world_.ForEach<GatewaySpec>([&](const GatewaySpec& gateway) {
      if (!IsOurs(gateway)) return;
      for (const ListenerSpec& listener : gateway.listeners) {
        for (ObjectId& secret : references_.SecretsOf(gateway, listener)) {
          expected.insert(std::move(secret));
        }
      }
    });
    std::set<ObjectId> values;
    world_.ForEach<FilterSpec>([&](const FilterSpec& filter) {
      if (filter.from.name.empty()) return;
      const std::optional<ObjectId> source = references_.SourceOf(filter);
      if (source) (source->kind == resource::kSecret ? expected : values).insert(*source);
    });
    world_.ForEach<PolicySpec>([&](const PolicySpec& policy) {
      if (policy.from.empty()) return;
      values.insert({resource::kConfigMap, policy.ns, policy.from});
    });
    tables_.certificates.ForEach([&](const ObjectId& id, const Certificate& certificate) {
      read.insert(id);
      const auto* const spec = world_.Find<SecretSpec>(id);
      const string name = ToString(id);
      Expect(certificate.pair.has_value() == references_.IsUsable(id),
             name + " is served or is not");
      Expect(certificate.problem.has_value() == (spec == nullptr || !IsGood(*spec)),
             name + " has a problem or has none");
      if (!certificate.pair || spec == nullptr) return;
      const int pair = IsGood(*spec) ? spec->pair : world_.last_pairs.at(id);
      Expect(certificate.pair->chain == PairOf(pair).chain, name + " is not what is served of it");
    });
    Expect(read == expected, "other Secrets are read than those that may be");
    std::set<ObjectId> wanted;
    tables_.wanted.ForEach([&](const ObjectId& id, const IsWanted&) { wanted.insert(id); });
    expected.merge(values);
    Expect(wanted == expected, "other objects are wanted than those that may be read");
  }

  const NamespaceSpec* Namespace(const string& name) const {
    return world_.Find<NamespaceSpec>({resource::kNamespace, "", name});
  }

  string MeshOf(const string& own, const string& ns) const {
    if (!own.empty()) return own;
    const NamespaceSpec* const spec = Namespace(ns);
    return spec != nullptr && !spec->mesh.empty() ? spec->mesh : "default";
  }

  bool AllowsNamespace(const GatewaySpec& gateway, const ListenerSpec& listener,
                       const string& ns) const {
    if (listener.from == "All") return true;
    if (listener.from == "None") return false;
    if (listener.from != "Selector") return ns == gateway.ns;
    const NamespaceSpec* const spec = Namespace(ns);
    return !listener.team.empty() && spec != nullptr && spec->team == listener.team;
  }

  static bool TakesKind(const ListenerSpec& listener, const string& kind) {
    if ((listener.protocol == "TCP") != (kind == "TCPRoute")) return false;
    return listener.kinds.empty() ||
           std::count(listener.kinds.begin(), listener.kinds.end(), kind) > 0;
  }

  static bool IsRefused(const RouteSpec& route) {
    if (route.kind != "HTTPRoute") return false;
    return IsThrown(route) ||
           (!route.rules.empty() && std::all_of(route.rules.begin(), route.rules.end(),
                                                [](const RuleSpec& rule) { return rule.refused; }));
  }

  static bool Chooses(const RouteSpec& route, const GatewaySpec& gateway,
                      const ListenerSpec& listener) {
    return std::any_of(route.parents.begin(), route.parents.end(), [&](const ParentSpec& parent) {
      return (parent.ns.empty() ? route.ns : parent.ns) == gateway.ns &&
             parent.name == gateway.name &&
             (parent.section.empty() || parent.section == listener.name) &&
             (parent.port == 0 || parent.port == listener.port);
    });
  }

  // The route's hostnames under which it attaches; without hostnames: "*". None: it does not
  // attach.
  std::set<string> HostnamesAt(const RouteSpec& route, const GatewaySpec& gateway,
                               const ListenerSpec& listener) const {
    if (!IsServed(listener) || !Chooses(route, gateway, listener) ||
        !TakesKind(listener, route.kind) || !AllowsNamespace(gateway, listener, route.ns) ||
        MeshOf(route.mesh, route.ns) != MeshOf(gateway.mesh, gateway.ns)) {
      return {};
    }
    if (route.hostnames.empty() || route.kind == "TCPRoute") return {"*"};
    std::set<string> hostnames;
    for (const string& written : route.hostnames) {
      const string own = Lower(written), wanted = HostnameOf(listener);
      if (IsWithin(own, wanted) || IsWithin(wanted, own)) hostnames.insert(own);
    }
    return hostnames;
  }

  void CheckGateway(const GatewaySpec& gateway) {
    const ObjectId id = IdOf(gateway);
    const status::Document* const document = tables_.statuses.Peek(id);
    Expect((document != nullptr) == IsOurs(gateway), ToString(id) + " has a status or has none");
    if (document == nullptr || !wrong_.empty()) return;
    CheckInfrastructure(gateway);
    const auto& status = std::get<status::GatewayStatus>(document->status);
    for (size_t i = 0; i < gateway.listeners.size(); ++i) {
      const ListenerSpec& listener = gateway.listeners[i];
      int count = 0;
      world_.ForEach<RouteSpec>([&](const RouteSpec& route) {
        count += !IsRefused(route) && !HostnamesAt(route, gateway, listener).empty();
      });
      Expect(status.listeners.at(i).attached_routes == count,
             ToString(id) + " #" + listener.name + " counts " +
                 std::to_string(status.listeners[i].attached_routes) + " attachedRoutes, not " +
                 std::to_string(count));
      if (IsOpen(gateway, listener)) {
        if (listener.protocol != "TCP") ExpectHosts(gateway, listener);
        if (listener.protocol == "TCP") ExpectL4(gateway, listener);
        Claim(gateway, listener);
      }
    }
  }

  // The oldest route that attaches serves with its first rule.
  void ExpectL4(const GatewaySpec& gateway, const ListenerSpec& listener) {
    const RouteSpec* oldest = nullptr;
    const auto age = [](const RouteSpec& route) {
      return std::pair(route.created, route.ns + "/" + route.name);
    };
    world_.ForEach<RouteSpec>([&](const RouteSpec& route) {
      if (HostnamesAt(route, gateway, listener).empty()) return;
      if (oldest == nullptr || age(route) < age(*oldest)) oldest = &route;
    });
    const string name = "l4 " + ToString(IdOf(gateway)) + " #" + listener.name;
    const HostId host{{IdOf(gateway), listener.name}, "*"};
    entries_[{PortOf(gateway, listener), "*"}] = {host, ir::Traffic::kTcp};
    const L4Service* const service = tables_.l4.Peek(host);
    Expect(service != nullptr, name + " is missing");
    if (service == nullptr) return;
    const bool served = oldest != nullptr;
    Expect(service->route.has_value() == served, name + " is served or is not");
    if (!served || !service->route) return;
    Expect(*service->route == IdOf(*oldest), name + " is served by " + ToString(*service->route) +
                                                 ", not by " + ToString(IdOf(*oldest)));
    const size_t backends = oldest->rules.empty() ? 0 : oldest->rules.front().backends.size();
    Expect(service->backends.size() == backends, name + " has other backends than the first rule");
  }

  // Every hostname of a listener is a host there, unless a narrower listener has it.
  void ExpectHosts(const GatewaySpec& gateway, const ListenerSpec& listener) {
    std::vector<std::pair<const RouteSpec*, std::set<string>>> routes;
    std::set<string> hostnames = {HostnameOf(listener)};
    world_.ForEach<RouteSpec>([&](const RouteSpec& route) {
      routes.emplace_back(&route, HostnamesAt(route, gateway, listener));
      for (const string& hostname : routes.back().second) {
        if (IsWithin(hostname, HostnameOf(listener))) hostnames.insert(hostname);
      }
    });
    for (const string& hostname : hostnames) {
      const bool taken = std::any_of(
          gateway.listeners.begin(), gateway.listeners.end(), [&](const ListenerSpec& other) {
            return IsOpen(gateway, other) && other.protocol == listener.protocol &&
                   other.port == listener.port && other.name != listener.name &&
                   IsWithin(hostname, HostnameOf(other)) &&
                   IsWithin(HostnameOf(other), HostnameOf(listener));
          });
      if (taken) continue;
      std::vector<Candidate> candidates;
      for (const auto& [route, attached] : routes)
        AddCandidates(hostname, *route, attached, candidates);
      const HostId host{{IdOf(gateway), listener.name}, hostname};
      hosts_[host] = Order(std::move(candidates));
      entries_[{PortOf(gateway, listener), hostname}] = {host, ir::Traffic::kHttp,
                                                         listener.protocol == "HTTPS"};
    }
  }

  static void AddCandidates(const string& host, const RouteSpec& route,
                            const std::set<string>& attached, std::vector<Candidate>& candidates) {
    const string* best = nullptr;
    for (const string& hostname : attached) {
      if (!IsWithin(host, hostname)) continue;
      if (best == nullptr || IsWithin(hostname, *best)) best = &hostname;
    }
    if (best == nullptr) return;
    // Nobody knows its matches.
    if (IsThrown(route)) return candidates.push_back({*best, &route, 0, 0, MatchSpec()});
    for (size_t i = 0; i < route.rules.size(); ++i) {
      std::vector<MatchSpec> matches = route.rules[i].matches;
      if (matches.empty()) matches.emplace_back();
      for (size_t j = 0; j < matches.size(); ++j) {
        candidates.push_back({*best, &route, i, j, matches[j]});
      }
    }
  }

  static Lines Order(std::vector<Candidate> candidates) {
    std::sort(candidates.begin(), candidates.end(), GoesFirst);
    Lines lines;
    for (const Candidate& candidate : candidates) {
      lines.push_back(candidate.text());
      if (TakesEverything(candidate.spec)) break;
    }
    return lines;
  }

  void CheckEntries() {
    std::map<EntryId, Entry> actual;
    tables_.entries.ForEach([&](const EntryId& id, const Entry& entry) { actual[id] = entry; });
    Expect(actual == entries_, "the entries are not the hosts of the listeners that own them");
  }

  void CheckHosts() {
    std::map<HostId, Lines> actual;
    tables_.hosts.ForEach([&](const HostId& id, const Host& host) {
      Lines& lines = actual[id];
      for (const HostRule& rule : host.rules) {
        const ObjectId& route = host.routes[rule.route];
        lines.push_back(route.ns + "/" + route.name + " rule " + std::to_string(rule.rule) +
                        " match " + std::to_string(rule.match));
      }
    });
    for (const auto& [id, lines] : hosts_) {
      const string name =
          "host " + ToString(id.frontend.parent) + " #" + id.frontend.section + " " + id.hostname;
      Expect(actual.count(id) > 0, name + " is missing");
      Expect(FirstDifference(actual[id], lines).empty(),
             name + ": " + FirstDifference(actual[id], lines));
    }
    for (const auto& [id, lines] : actual) {
      Expect(hosts_.count(id) > 0, "host " + ToString(id.frontend.parent) + " #" +
                                       id.frontend.section + " " + id.hostname +
                                       " belongs to a narrower listener or to none");
    }
  }

  void CheckRules(const RouteSpec& route) {
    const ResolvedRoute* const resolved = tables_.routes.Peek(IdOf(route));
    if (resolved == nullptr || IsThrown(route)) return;
    for (size_t i = 0; i < route.rules.size(); ++i) {
      const bool refused =
          IsRefused(route) || route.rules[i].refused || references_.LacksFilter(route, i);
      Expect(route.kind != "HTTPRoute" || resolved->rules.at(i).refused == refused,
             ToString(IdOf(route)) + " rule " + std::to_string(i) +
                 (refused ? " is served" : " is refused"));
      const string name = ToString(IdOf(route)) + " rule " + std::to_string(i);
      CheckBackends(route, route.rules[i].backends, resolved->rules.at(i).backends,
                    name + " backend ");
      if (route.kind == "HTTPRoute") {
        CheckBackends(route, route.rules[i].mirrors, resolved->rules.at(i).mirrors,
                      name + " mirror ");
      }
    }
  }

  void CheckBackends(const RouteSpec& route, const std::vector<BackendSpec>& refs,
                     const std::vector<std::optional<BackendId>>& resolved, const string& name) {
    for (size_t i = 0; i < refs.size(); ++i) {
      const BackendSpec& ref = refs[i];
      const string ns = ref.ns.empty() ? route.ns : ref.ns;
      const auto* service = world_.Find<ServiceSpec>({resource::kService, ns, ref.name});
      const bool exists = ref.kind.empty() && service != nullptr && !service->external_name &&
                          std::count(service->ports.begin(), service->ports.end(), ref.port);
      const bool usable =
          exists && references_.IsGranted(route.kind, route.ns, "Service", ns, ref.name);
      const bool used = resolved.at(i).has_value();
      Expect(used == usable, name + std::to_string(i) + (used ? " is used" : " is not used"));
    }
  }

  static PortId PortOf(const GatewaySpec& gateway, const ListenerSpec& listener) {
    return {IdOf(gateway), ir::Transport::kTcp, listener.port};
  }

  void Claim(const GatewaySpec& gateway, const ListenerSpec& listener) {
    const PortId port = PortOf(gateway, listener);
    string socket = ToString(port.proxy) + ":" + std::to_string(port.port);
    if (options_.host_network) {
      socket = (gateway.address.empty() ? options_.host_network->bind_address : gateway.address) +
               ":" + std::to_string(port.port);
    }
    const std::pair claim(gateway.created, port);
    const auto [holder, added] = sockets_.emplace(socket, claim);
    holder->second = std::min(holder->second, claim);
  }

  void CheckSockets() {
    std::set<PortId> expected, actual;
    for (const auto& [socket, holder] : sockets_) expected.insert(holder.second);
    tables_.listeners.ForEach([&](const PortId& id, const PortListener&) { actual.insert(id); });
    Expect(actual == expected, "the sockets that are open are not the ones of the oldest Gateways");
  }

  const World& world_;
  const Options& options_;
  const Tables& tables_;
  const ReferenceOracle references_;
  std::map<HostId, Lines> hosts_;                         // as they should be
  std::map<EntryId, Entry> entries_;                      // likewise
  std::map<string, std::pair<int64_t, PortId>> sockets_;  // socket -> who should hold it
  string wrong_;
};

}  // namespace

string FindWrong(const World& world, const Options& options, const Tables& tables) {
  return Oracle(world, options, tables).FindWrong();
}

}  // namespace meshgate::pipeline::world
