// The filters RequestHeaderModifier and ResponseHeaderModifier. Gateway API: HTTPHeaderFilter.
// [pure]
#ifndef MESHGATE_CORE_PLUGIN_HTTP_HEADER_MODIFIER_H_
#define MESHGATE_CORE_PLUGIN_HTTP_HEADER_MODIFIER_H_

#include <string>

#include "core/ir/route.h"
#include "core/plugin/node.h"
#include "core/plugin/rule_scope.h"

namespace meshgate::plugin::http {

enum class Direction { kRequest, kResponse };

// `filter` is the value of requestHeaderModifier or responseHeaderModifier, at `field`. Names
// become lower case; of equal names in one list the first counts. These refuse the rule: more than
// one action for one header, the Host header, which only a URLRewrite may change, headers that
// belong to one connection, and in `direction` kResponse the removal of Date.
ir::HeaderModifier DescribeHeaderModifier(Node filter, Direction direction,
                                          const std::string& field, RuleScope& scope);

}  // namespace meshgate::plugin::http

#endif  // MESHGATE_CORE_PLUGIN_HTTP_HEADER_MODIFIER_H_
