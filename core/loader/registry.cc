#include "core/loader/registry.h"

#include <algorithm>

namespace meshgate::loader {

const RouteKind* Registry::FindRouteKind(resource::Kind kind) const {
  const auto found = std::lower_bound(
      route_kinds_.begin(), route_kinds_.end(), kind,
      [](const RouteKind& route_kind, resource::Kind wanted) { return route_kind.kind < wanted; });
  return found != route_kinds_.end() && found->kind == kind ? &*found : nullptr;
}

}  // namespace meshgate::loader
