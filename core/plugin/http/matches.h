// rules[].matches of HTTPRoute. Gateway API: HTTPRouteMatch. [pure]
#ifndef MESHGATE_CORE_PLUGIN_HTTP_MATCHES_H_
#define MESHGATE_CORE_PLUGIN_HTTP_MATCHES_H_

#include <string>
#include <vector>

#include "core/ir/route.h"
#include "core/plugin/node.h"
#include "core/plugin/rule_scope.h"

namespace meshgate::plugin::http {

// The matches of `rule`; one that matches every request when it gives none. A match that is not
// supported refuses the rule and is left out: what it would match is unknown.
std::vector<ir::HttpMatch> DescribeMatches(Node rule, RuleScope& scope);

// Header matches (HTTPHeaderMatch), with names in lower case. Of several entries for one header
// only the first counts. False when one is not supported, as a name with "_" is; the rule is then
// refused.
bool DescribeHeaderMatches(Node headers, const std::string& field, RuleScope& scope,
                           std::vector<ir::ValueMatch>& matches);

}  // namespace meshgate::plugin::http

#endif  // MESHGATE_CORE_PLUGIN_HTTP_MATCHES_H_
