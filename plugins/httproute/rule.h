// One rule of an HTTPRoute. Gateway API: HTTPRouteRule. [pure]
#ifndef MESHGATE_PLUGINS_HTTPROUTE_RULE_H_
#define MESHGATE_PLUGINS_HTTPROUTE_RULE_H_

#include "core/ir/route.h"
#include "core/plugin/node.h"
#include "core/plugin/rule_scope.h"

namespace meshgate::httproute {

// What is not supported refuses the rule; its matches are described all the same, to answer 500.
ir::Rule DescribeRule(plugin::Node node, plugin::RuleScope& scope);

}  // namespace meshgate::httproute

#endif  // MESHGATE_PLUGINS_HTTPROUTE_RULE_H_
