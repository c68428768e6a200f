// What a plugin said of an object, after the host has checked it.
#ifndef MESHGATE_CORE_LOADER_DESCRIBED_H_
#define MESHGATE_CORE_LOADER_DESCRIBED_H_

#include <string>
#include <string_view>
#include <vector>

#include "core/ir/route.h"

namespace meshgate::loader {

// The reason of issues that are the plugin's fault; the message names the plugin.
inline constexpr std::string_view kPluginFailed = "PluginFailed";

// The reason of issues that are the user's fault, but for routes, whose issues name one.
inline constexpr std::string_view kInvalid = "Invalid";

// One thing that a user must know of an object.
struct Issue {
  std::string reason;  // of a False Accepted condition of a route, or one of the above
  // "spec.rules[0].filters[1]", "refers to ConfigMap demo/ca, where data"; empty for the whole
  // object.
  std::string field;
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

// What a role that is used whole or not at all says.
template <typename Fragment>
struct Built {
  Fragment fragment = {};
  // Not empty: it cannot be used, and `fragment` is empty.
  std::vector<Issue> issues = {};
  std::vector<Issue> notes = {};  // what its user should know although it is used

  friend bool operator==(const Built&, const Built&) = default;
};

using References = Built<std::vector<ir::Reference>>;

}  // namespace meshgate::loader

#endif  // MESHGATE_CORE_LOADER_DESCRIBED_H_
