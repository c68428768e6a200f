#include "core/loader/registry.h"

#include <algorithm>

#include "core/loader/protocols.h"

namespace meshgate::loader {
namespace {

template <typename Role>
const Role* FindIn(const std::vector<Role>& roles, resource::Kind kind) {
  const auto found =
      std::lower_bound(roles.begin(), roles.end(), kind,
                       [](const Role& role, resource::Kind wanted) { return role.kind < wanted; });
  return found != roles.end() && found->kind == kind ? &*found : nullptr;
}

}  // namespace

const RouteKind* Registry::FindRouteKind(resource::Kind kind) const {
  return FindIn(route_kinds_, kind);
}

const FilterKind* Registry::FindFilterKind(resource::Kind kind) const {
  return FindIn(filter_kinds_, kind);
}

const ParametersKind* Registry::FindParametersKind(resource::Kind kind) const {
  return FindIn(parameters_kinds_, kind);
}

const PolicyKind* Registry::FindPolicyKind(resource::Kind kind) const {
  return FindIn(policy_kinds_, kind);
}

const ListenerKind* Registry::FindListenerKind(std::string_view protocol) const {
  for (const ListenerKind& kind : listener_kinds_) {
    if (FindNamed(kind.spec.protocols, protocol) != nullptr) return &kind;
  }
  return nullptr;
}

const ir::ListenerProtocol* Registry::FindProtocol(std::string_view name) const {
  if (const auto* const protocol = FindNamed(CoreProtocols(), name)) return protocol;
  const ListenerKind* const kind = FindListenerKind(name);
  return kind == nullptr ? nullptr : FindNamed(kind->spec.protocols, name);
}

}  // namespace meshgate::loader
