// rules[].backendRefs. Gateway API: HTTPBackendRef. [pure]
#ifndef MESHGATE_CORE_PLUGIN_HTTP_BACKEND_REFS_H_
#define MESHGATE_CORE_PLUGIN_HTTP_BACKEND_REFS_H_

#include <vector>

#include "core/ir/route.h"
#include "core/plugin/node.h"
#include "core/plugin/rule_scope.h"

namespace meshgate::plugin::http {

// As plugin::DescribeBackendRefs, with the filters of each. These may be header modifiers; any
// other refuses the rule, and so does a change of the response header Server.
std::vector<ir::BackendRef> DescribeBackendRefs(Node rule, RuleScope& scope);

}  // namespace meshgate::plugin::http

#endif  // MESHGATE_CORE_PLUGIN_HTTP_BACKEND_REFS_H_
