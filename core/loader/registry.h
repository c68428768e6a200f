// What the loaded plugins can do, for the rest of the program. Immutable once built; refers to
// objects inside plugins, which are never unloaded. [thread-safe]
#ifndef MESHGATE_CORE_LOADER_REGISTRY_H_
#define MESHGATE_CORE_LOADER_REGISTRY_H_

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/plugin/class_parameters.h"
#include "core/plugin/filter_kind.h"
#include "core/plugin/listener_kind.h"
#include "core/plugin/membership.h"
#include "core/plugin/policy.h"
#include "core/plugin/route_kind.h"
#include "core/resource/kind.h"

namespace meshgate::loader {

struct Plugin {
  std::string name;
  std::string version;             // "1.0.0"
  std::string file;                // absolute path
  std::vector<std::string> roles;  // for people: "HTTPRoute.gateway.networking.k8s.io", "mesh"

  friend bool operator==(const Plugin&, const Plugin&) = default;
};

struct RouteKind {
  resource::Kind kind;
  plugin::RouteKindSpec spec;
  const plugin::RouteKind* implementation = nullptr;  // call it through CallDescribe
  std::string plugin;                                 // name of the plugin it is from
};

struct FilterKind {
  resource::Kind kind;
  plugin::FilterKindSpec spec;
  const plugin::FilterKind* implementation = nullptr;  // call it through CallDescribe
  std::string plugin;                                  // name of the plugin it is from
};

struct ParametersKind {
  resource::Kind kind;
  plugin::ClassParametersSpec spec;
  const plugin::ClassParameters* implementation = nullptr;  // call it through CallDescribe
  std::string plugin;                                       // name of the plugin it is from
};

struct ListenerKind {
  plugin::ListenerKindSpec spec;
  const plugin::ListenerKind* implementation = nullptr;  // call it through CallDescribe
  std::string plugin;                                    // name of the plugin it is from
};

struct PolicyKind {
  resource::Kind kind;
  plugin::PolicySpec spec;
  const plugin::Policy* implementation = nullptr;  // call it through CallTargets and CallBuild
  std::string plugin;                              // name of the plugin it is from
};

struct PluginCrds {
  std::string plugin;  // name of the plugin that brings them
  std::string yaml;    // one CustomResourceDefinition or several

  friend bool operator==(const PluginCrds&, const PluginCrds&) = default;
};

class Registry {
 public:
  // No plugins.
  Registry() = default;

  const std::vector<Plugin>& plugins() const { return plugins_; }             // sorted by name
  const std::vector<RouteKind>& route_kinds() const { return route_kinds_; }  // sorted by kind
  // nullptr when no plugin has this kind.
  const RouteKind* FindRouteKind(resource::Kind kind) const;
  const std::vector<FilterKind>& filter_kinds() const { return filter_kinds_; }  // sorted by kind
  const FilterKind* FindFilterKind(resource::Kind kind) const;
  // Sorted by kind.
  const std::vector<ParametersKind>& parameters_kinds() const { return parameters_kinds_; }
  const ParametersKind* FindParametersKind(resource::Kind kind) const;
  // In the order of the plugins' names.
  const std::vector<ListenerKind>& listener_kinds() const { return listener_kinds_; }
  // nullptr when no plugin describes listeners of this protocol.
  const ListenerKind* FindListenerKind(std::string_view protocol) const;
  // Of the core or of a plugin; nullptr when nobody serves listeners of this protocol.
  const ir::ListenerProtocol* FindProtocol(std::string_view name) const;
  const std::vector<PolicyKind>& policy_kinds() const { return policy_kinds_; }  // sorted by kind
  const PolicyKind* FindPolicyKind(resource::Kind kind) const;
  // nullptr when no plugin divides objects. Use it through CallMembership.
  const plugin::Membership* membership() const { return membership_; }
  // In the order of the plugins' names.
  const std::vector<PluginCrds>& crds() const { return crds_; }

 private:
  friend class RegistryBuilder;

  std::vector<Plugin> plugins_;
  std::vector<RouteKind> route_kinds_;
  std::vector<FilterKind> filter_kinds_;
  std::vector<ParametersKind> parameters_kinds_;
  std::vector<ListenerKind> listener_kinds_;
  std::vector<PolicyKind> policy_kinds_;
  const plugin::Membership* membership_ = nullptr;
  std::vector<PluginCrds> crds_;
};

}  // namespace meshgate::loader

#endif  // MESHGATE_CORE_LOADER_REGISTRY_H_
