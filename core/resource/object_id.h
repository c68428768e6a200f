// The identity of an object; also the engine's key of every table with one cell per object.
#ifndef MESHGATE_CORE_RESOURCE_OBJECT_ID_H_
#define MESHGATE_CORE_RESOURCE_OBJECT_ID_H_

#include <compare>
#include <string>
#include <string_view>
#include <utility>

#include "core/resource/kind.h"

namespace meshgate::resource {

// Ordered by kind, namespace, name. [pure]
struct ObjectId {
  Kind kind;
  std::string ns;  // empty for cluster-scoped objects
  std::string name;

  friend bool operator==(const ObjectId&, const ObjectId&) = default;
  friend std::strong_ordering operator<=>(const ObjectId&, const ObjectId&) = default;

  template <typename H>
  friend H AbslHashValue(H state, const ObjectId& id) {
    return H::combine(std::move(state), id.kind, id.ns, id.name);
  }
};

// "demo/echo"; "kuma" without a namespace. [pure]
std::string NamespacedName(std::string_view ns, std::string_view name);

inline std::string NamespacedName(const ObjectId& id) { return NamespacedName(id.ns, id.name); }

// "HTTPRoute demo/echo"; "GatewayClass kuma" when cluster-scoped.
std::string ToString(const ObjectId& id);

}  // namespace meshgate::resource

#endif  // MESHGATE_CORE_RESOURCE_OBJECT_ID_H_
