// What a plugin said of an object, after the host has checked it.
#ifndef MESHGATE_CORE_LOADER_DESCRIBED_H_
#define MESHGATE_CORE_LOADER_DESCRIBED_H_

#include <string>
#include <string_view>
#include <vector>

#include "core/ir/filter.h"
#include "core/ir/infrastructure.h"
#include "core/ir/listener.h"
#include "core/ir/route.h"

namespace meshgate::loader {

// The reason of issues that are the plugin's fault; the message names the plugin.
inline constexpr std::string_view kPluginFailed = "PluginFailed";

// The reason of issues about the object of a custom filter that are its user's fault.
inline constexpr std::string_view kInvalidFilter = "InvalidFilter";

// The reason of issues about class parameters that are their user's fault.
inline constexpr std::string_view kInvalidParameters = "InvalidParameters";

// The reason of issues about a listener that are its user's fault.
inline constexpr std::string_view kUnsupportedValue = "UnsupportedValue";

// One thing that a user must know of an object.
struct Issue {
  std::string reason;  // of a False Accepted condition of a route, or one of the above
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

struct DescribedFilter {
  ir::Filter filter;
  // Not empty: the filter cannot be used, and `filter` is empty.
  std::vector<Issue> issues;

  friend bool operator==(const DescribedFilter&, const DescribedFilter&) = default;
};

struct DescribedParameters {
  ir::InfrastructureParameters parameters;
  // Not empty: the parameters cannot be used, and `parameters` is empty.
  std::vector<Issue> issues;
  std::vector<Issue> notes;  // what their user should know although they are used; no reason

  friend bool operator==(const DescribedParameters&, const DescribedParameters&) = default;
};

struct DescribedListener {
  ir::ListenerTls tls;
  // Not empty: the listener is refused, and `tls` is empty.
  std::vector<Issue> issues;

  friend bool operator==(const DescribedListener&, const DescribedListener&) = default;
};

}  // namespace meshgate::loader

#endif  // MESHGATE_CORE_LOADER_DESCRIBED_H_
