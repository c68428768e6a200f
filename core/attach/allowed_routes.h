// Which routes a listener lets attach.
//
// Gateway API: AllowedRoutes. [pure]
#ifndef MESHGATE_CORE_ATTACH_ALLOWED_ROUTES_H_
#define MESHGATE_CORE_ATTACH_ALLOWED_ROUTES_H_

#include <vector>

#include "core/attach/label_selector.h"
#include "core/resource/kind.h"
#include "core/resource/tree.h"

namespace meshgate::attach {

enum class FromNamespaces { kSame, kAll, kSelector, kNone };

struct AllowedRoutes {
  FromNamespaces from = FromNamespaces::kSame;
  LabelSelector selector;             // only with kSelector
  std::vector<resource::Kind> kinds;  // as written; empty: the kinds that go with the protocol
  bool operator==(const AllowedRoutes&) const = default;
};

// Of an item of Gateway.spec.listeners. A `from` that is not known here allows no namespace.
AllowedRoutes ParseAllowedRoutes(resource::Node listener);

}  // namespace meshgate::attach

#endif  // MESHGATE_CORE_ATTACH_ALLOWED_ROUTES_H_
