#include "core/plugin/http/backend_refs.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "core/plugin/http/header_modifier.h"
#include "core/plugin/parent_refs.h"

namespace meshgate::plugin::http {
namespace {

constexpr int64_t kMaxWeight = 1000000;

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
    modifier = DescribeHeaderModifier(filter[name], field + "." + name, scope);
  }
}

void DescribeBackendRef(Node node, RuleScope& scope, ir::BackendRef& backend) {
  backend.object.group = node["group"].Text();
  backend.object.kind = node["kind"].Text("Service");
  backend.object.ns = node["namespace"].Text();
  backend.object.name = node["name"].Text();
  backend.port = DescribePort(node["port"]);
  if (backend.port < 0) {
    scope.Refuse(backend.field + ".port", "the port must be from 1 to 65535; write such a port");
    backend.port = 0;
  }
  const int64_t weight = node["weight"].Int(1);
  if (weight < 0 || weight > kMaxWeight) {
    scope.Refuse(backend.field + ".weight",
                 "the weight must be from 0 to 1000000; write such a weight");
  } else {
    backend.weight = static_cast<uint32_t>(weight);
  }
  DescribeFilters(node["filters"], scope, backend);
}

}  // namespace

std::vector<ir::BackendRef> DescribeBackendRefs(Node rule, RuleScope& scope) {
  const Node nodes = rule["backendRefs"];
  std::vector<ir::BackendRef> backends;
  backends.reserve(nodes.size());
  for (const Node node : nodes) {
    std::string field = scope.Item("backendRefs", backends.size());
    ir::BackendRef& backend = backends.emplace_back();
    backend.field = std::move(field);
    DescribeBackendRef(node, scope, backend);
  }
  return backends;
}

}  // namespace meshgate::plugin::http
