// The filter RequestMirror: copies of requests for another backend. [pure]
#ifndef MESHGATE_CORE_PLUGIN_HTTP_MIRROR_H_
#define MESHGATE_CORE_PLUGIN_HTTP_MIRROR_H_

#include <string>
#include <vector>

#include "core/ir/route.h"
#include "core/plugin/node.h"
#include "core/plugin/rule_scope.h"

namespace meshgate::plugin::http {

// `filter` is an entry of filters, at `field`; one without a backend, or with a share that is none,
// refuses the rule. Gateway API: HTTPRequestMirrorFilter.
void DescribeMirror(Node filter, const std::string& field, RuleScope& scope,
                    std::vector<ir::Mirror>& mirrors);

}  // namespace meshgate::plugin::http

#endif  // MESHGATE_CORE_PLUGIN_HTTP_MIRROR_H_
