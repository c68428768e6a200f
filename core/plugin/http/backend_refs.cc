#include "core/plugin/http/backend_refs.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "core/plugin/backend_refs.h"
#include "core/plugin/http/header_modifier.h"

namespace meshgate::plugin::http {
namespace {

bool Changes(const ir::HeaderModifier& modifier, std::string_view name) {
  const auto named = [&](const ir::HeaderValue& header) { return header.name == name; };
  return std::any_of(modifier.set.begin(), modifier.set.end(), named) ||
         std::any_of(modifier.add.begin(), modifier.add.end(), named) ||
         std::find(modifier.remove.begin(), modifier.remove.end(), name) != modifier.remove.end();
}

void DescribeFilters(Node filters, RuleScope& scope, ir::BackendRef& backend) {
  size_t index = 0;
  for (const Node filter : filters) {
    const std::string field = backend.field + ".filters[" + std::to_string(index++) + "]";
    const std::string_view type = filter["type"].Text();
    const bool request = type == "RequestHeaderModifier";
    if (!request && type != "ResponseHeaderModifier") {
      scope.Refuse(field, "filter " + std::string(type) +
                              " is not supported on a backendRef; move it to the rule's filters");
      continue;
    }
    ir::HeaderModifier& modifier = request ? backend.request_headers : backend.response_headers;
    if (!modifier.empty()) {
      scope.Refuse(field,
                   "filter " + std::string(type) + " must not be repeated; merge the two filters");
      continue;
    }
    const char* const name = request ? "requestHeaderModifier" : "responseHeaderModifier";
    const Direction direction = request ? Direction::kRequest : Direction::kResponse;
    modifier = DescribeHeaderModifier(filter[name], direction, field + "." + name, scope);
    if (!request && Changes(modifier, "server")) {
      scope.Refuse(field + "." + name,
                   "header \"server\" cannot be changed for one backend; change it in the rule's "
                   "filters, and give the backend a rule of its own if only it is meant");
    }
  }
}

}  // namespace

std::vector<ir::BackendRef> DescribeBackendRefs(Node rule, RuleScope& scope) {
  std::vector<ir::BackendRef> backends = plugin::DescribeBackendRefs(rule, scope);
  auto backend = backends.begin();
  for (const Node node : rule["backendRefs"]) DescribeFilters(node["filters"], scope, *backend++);
  return backends;
}

}  // namespace meshgate::plugin::http
