#include "plugins/httproute/rule.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/plugin/http/backend_refs.h"
#include "core/plugin/http/extension_ref.h"
#include "core/plugin/http/header_modifier.h"
#include "core/plugin/http/matches.h"
#include "core/plugin/http/mirror.h"
#include "core/plugin/http/redirect.h"
#include "core/plugin/http/timeouts.h"

namespace meshgate::httproute {
namespace {

using plugin::Node;
using plugin::RuleScope;

// `field` is the path of the filter: "spec.rules[0].filters[1]".
void DescribeFilter(Node filter, std::string_view type, const std::string& field, RuleScope& scope,
                    ir::Rule& rule) {
  if (type == "RequestHeaderModifier") {
    rule.request_headers = plugin::http::DescribeHeaderModifier(
        filter["requestHeaderModifier"], plugin::http::Direction::kRequest,
        field + ".requestHeaderModifier", scope);
  } else if (type == "ResponseHeaderModifier") {
    rule.response_headers = plugin::http::DescribeHeaderModifier(
        filter["responseHeaderModifier"], plugin::http::Direction::kResponse,
        field + ".responseHeaderModifier", scope);
  } else if (type == "RequestRedirect") {
    rule.redirect = plugin::http::DescribeRedirect(filter["requestRedirect"],
                                                   field + ".requestRedirect", rule.matches, scope);
  } else if (type == "URLRewrite") {
    rule.rewrite = plugin::http::DescribeUrlRewrite(filter["urlRewrite"], field + ".urlRewrite",
                                                    rule.matches, scope);
  } else if (type == "RequestMirror") {
    plugin::http::DescribeMirror(filter, field, scope, rule.mirrors);
  } else if (type == "ExtensionRef") {
    plugin::http::DescribeExtensionRef(filter, field, scope, rule.filters);
  } else {
    scope.Refuse(field, "filter " + std::string(type) +
                            " is not supported by this version; remove it, or serve the route " +
                            "with a Gateway of another class");
  }
}

void DescribeFilters(Node filters, RuleScope& scope, ir::Rule& rule) {
  std::vector<std::string_view> types;
  for (const Node filter : filters) {
    const std::string field = scope.Item("filters", types.size());
    const std::string_view type = filter["type"].Text();
    const bool may_repeat = type == "ExtensionRef" || type == "RequestMirror";
    if (!may_repeat && std::find(types.begin(), types.end(), type) != types.end()) {
      scope.Refuse(field, "filter " + std::string(type) +
                              " must not be repeated in a rule; merge the two filters");
    } else {
      DescribeFilter(filter, type, field, scope, rule);
    }
    types.push_back(type);
  }
}

void RefuseCombinations(RuleScope& scope, const ir::Rule& rule) {
  if (!rule.redirect) return;
  if (rule.rewrite) {
    scope.Refuse(scope.field() + ".filters",
                 "RequestRedirect and URLRewrite cannot be combined; keep one of them");
  }
  if (!rule.backends.empty()) {
    scope.Refuse(scope.field() + ".backendRefs",
                 "a rule with RequestRedirect sends nothing to backends; remove one of the two");
  }
  if (!rule.mirrors.empty()) {
    scope.Refuse(scope.field() + ".filters",
                 "a rule with RequestRedirect sends nothing that RequestMirror could copy; remove "
                 "one of the two");
  }
}

void RefuseUnsupportedFields(Node node, RuleScope& scope) {
  for (const char* const name : {"retry", "sessionPersistence"}) {
    if (node[name]) {
      scope.Refuse(scope.field() + "." + name,
                   std::string(name) + " is not supported by this version; remove it");
    }
  }
}

}  // namespace

ir::Rule DescribeRule(Node node, RuleScope& scope) {
  ir::Rule rule;
  rule.name = node["name"].Text();
  rule.matches = plugin::http::DescribeMatches(node, scope);
  DescribeFilters(node["filters"], scope, rule);
  rule.timeouts = plugin::http::DescribeTimeouts(node, scope);
  rule.backends = plugin::http::DescribeBackendRefs(node, scope);
  RefuseCombinations(scope, rule);
  RefuseUnsupportedFields(node, scope);
  return rule;
}

}  // namespace meshgate::httproute
