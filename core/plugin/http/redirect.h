// The filters RequestRedirect and URLRewrite. Gateway API: HTTPRequestRedirectFilter,
// HTTPURLRewriteFilter, HTTPPathModifier. [pure]
#ifndef MESHGATE_CORE_PLUGIN_HTTP_REDIRECT_H_
#define MESHGATE_CORE_PLUGIN_HTTP_REDIRECT_H_

#include <string>
#include <vector>

#include "core/ir/route.h"
#include "core/plugin/node.h"
#include "core/plugin/rule_scope.h"

namespace meshgate::plugin::http {

// `filter` is the value of requestRedirect or urlRewrite, at `field`; `matches` are those of its
// rule, because a prefix can only be replaced where one prefix is matched.
ir::Redirect DescribeRedirect(Node filter, const std::string& field,
                              const std::vector<ir::HttpMatch>& matches, RuleScope& scope);
ir::UrlRewrite DescribeUrlRewrite(Node filter, const std::string& field,
                                  const std::vector<ir::HttpMatch>& matches, RuleScope& scope);

}  // namespace meshgate::plugin::http

#endif  // MESHGATE_CORE_PLUGIN_HTTP_REDIRECT_H_
