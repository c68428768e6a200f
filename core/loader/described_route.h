// What a route kind said of an object, after the host has checked it.
#ifndef MESHGATE_CORE_LOADER_DESCRIBED_ROUTE_H_
#define MESHGATE_CORE_LOADER_DESCRIBED_ROUTE_H_

#include <string>
#include <string_view>
#include <vector>

#include "core/ir/route.h"

namespace meshgate::loader {

// The reason of issues that are the plugin's fault; the message names the plugin.
inline constexpr std::string_view kPluginFailed = "PluginFailed";

// One thing that a user must know of an object.
struct Issue {
  std::string reason;  // of a False Accepted condition of a route, or kPluginFailed
  std::string field;   // "spec.rules[0].filters[1]"; empty for the whole object
  std::string message;

  friend bool operator==(const Issue&, const Issue&) = default;
};

struct DescribedRoute {
  ir::Route route;
  // Not empty: the whole route is refused.
  std::vector<Issue> issues;
  // Parallel to route.rules. Not empty: the rule is refused and its matches answer 500.
  std::vector<std::vector<Issue>> rule_issues;

  friend bool operator==(const DescribedRoute&, const DescribedRoute&) = default;
};

}  // namespace meshgate::loader

#endif  // MESHGATE_CORE_LOADER_DESCRIBED_ROUTE_H_
