// rules[].timeouts and durations. Gateway API: HTTPRouteTimeouts, Duration (GEP-2257). [pure]
#ifndef MESHGATE_CORE_PLUGIN_HTTP_TIMEOUTS_H_
#define MESHGATE_CORE_PLUGIN_HTTP_TIMEOUTS_H_

#include <chrono>
#include <optional>
#include <string_view>

#include "core/ir/route.h"
#include "core/plugin/node.h"
#include "core/plugin/rule_scope.h"

namespace meshgate::plugin::http {

// "1h30m", "500ms": one to four numbers of one to five digits, each with h, m, s or ms. Nothing
// when `text` is no such duration.
std::optional<std::chrono::milliseconds> ParseDuration(std::string_view text);

ir::Timeouts DescribeTimeouts(Node rule, RuleScope& scope);

}  // namespace meshgate::plugin::http

#endif  // MESHGATE_CORE_PLUGIN_HTTP_TIMEOUTS_H_
