// A pipeline with the shape of the real one, small enough to reason about: Gateways with listeners,
// routes that attach to them, hosts that merge the rules of their routes. For the tests and the
// benchmark of the engine.
#ifndef MESHGATE_CORE_ENGINE_TOY_PIPELINE_H_
#define MESHGATE_CORE_ENGINE_TOY_PIPELINE_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/engine/engine.h"

namespace meshgate::engine::toy {

// Objects. Keys are "namespace/name"; a listener is "namespace/name#listener".
struct Listener {
  std::string name;
  std::string hostname;  // empty: any
  std::string from;      // "": the Gateway's namespace, "All", or a namespace label
  bool operator==(const Listener&) const = default;
};
struct Gateway {
  std::vector<Listener> listeners;
  std::string label;  // of no interest to routes
  bool operator==(const Gateway&) const = default;
};
struct Rule {
  std::string path;
  std::string backend;  // a Service
  std::string filler;
  bool operator==(const Rule&) const = default;
};
struct RouteObject {
  std::string gateway;
  std::string section;  // empty: all listeners
  std::vector<std::string> hostnames;
  std::vector<Rule> rules;
  int created = 0;
  bool operator==(const RouteObject&) const = default;
};
struct Service {
  int port = 0;
  std::string noise;  // of no interest to routes
  bool operator==(const Service&) const = default;
};
struct Namespace {
  std::string label;
  bool operator==(const Namespace&) const = default;
};
struct Grant {
  std::string to_namespace;
  std::string from_namespace;
  bool operator==(const Grant&) const = default;
};

// Stages.
struct ListenerNames {
  std::vector<std::string> names;
  bool operator==(const ListenerNames&) const = default;
};
struct Frontend {
  std::string hostname;
  std::string from;
  bool operator==(const Frontend&) const = default;
};
struct ResolvedRule {
  std::string path;
  std::string cluster;  // empty: 500
  std::string filler;
  bool operator==(const ResolvedRule&) const = default;
};
struct Route {
  std::vector<std::pair<std::string, std::string>> attached;  // frontend, hostname; sorted
  std::vector<ResolvedRule> rules;
  int created = 0;
  std::string accepted;
  std::string resolved;
  bool operator==(const Route&) const = default;
};
struct RuleReference {
  std::string route;
  uint32_t rule;
  bool operator==(const RuleReference&) const = default;
};
struct Host {
  std::vector<RuleReference> rules;  // by precedence
  bool operator==(const Host&) const = default;
};

class Pipeline {
 public:
  Pipeline();

  using Text = std::string;

  // All outputs: "stage key" -> value.
  std::map<Text, Text> Dump() const;
  // Brings what Dump() gave before the last commit up to date, as a sink would.
  void ApplyChanges(std::map<Text, Text>& outputs) const;
  // How many outputs the last commit changed.
  size_t change_count() const;

  Engine engine;
  Input<Text, Gateway>& gateways = engine.AddInput<Text, Gateway>("gateways");
  Input<Text, RouteObject>& route_objects = engine.AddInput<Text, RouteObject>("route_objects");
  Input<Text, Service>& services = engine.AddInput<Text, Service>("services");
  Input<Text, Namespace>& namespaces = engine.AddInput<Text, Namespace>("namespaces");
  Input<Text, Grant>& grants = engine.AddInput<Text, Grant>("grants");

 private:
  void AddOutput(const Text& name, Stage<Text, Text>::Compute compute, auto& driver);
  void AddFrontends();
  void AddRoutes();
  void AddHosts();
  void AddStatuses();

  std::optional<Frontend> ComputeFrontend(const Text& key, Reader& reader);
  std::optional<Route> ComputeRoute(const Text& key, Reader& reader);
  void AttachRoute(const Text& key, const RouteObject& object, Reader& reader, Route& route);
  bool IsAllowed(const Text& key, const Text& gateway, const Frontend& frontend, Reader& reader);
  Text ResolveBackend(const Text& key, const Rule& rule, Reader& reader, Route& route);
  std::optional<Host> ComputeHost(const Text& key, Reader& reader);
  std::optional<Text> ComputeBytes(const Text& key, Reader& reader);

  Index<Text, Text, Gateway>* gateways_by_frontend_ = nullptr;
  Index<Text, Text, Grant>* grants_by_pair_ = nullptr;
  Stage<Text, ListenerNames>* listener_names_ = nullptr;
  Stage<Text, Frontend>* frontends_ = nullptr;
  Stage<Text, int>* ports_ = nullptr;
  Stage<Text, Route>* routes_ = nullptr;
  Index<Text, Text, Route>* routes_by_host_ = nullptr;
  Index<Text, Text, Route>* routes_by_frontend_ = nullptr;
  Index<Text, Text, Route>* routes_by_cluster_ = nullptr;
  Stage<Text, Host>* hosts_ = nullptr;
  std::vector<Stage<Text, Text>*> outputs_;
};

}  // namespace meshgate::engine::toy

#endif  // MESHGATE_CORE_ENGINE_TOY_PIPELINE_H_
