// rules[].backendRefs, as every kind of route has them. Gateway API: BackendRef. [pure]
#ifndef MESHGATE_CORE_PLUGIN_BACKEND_REFS_H_
#define MESHGATE_CORE_PLUGIN_BACKEND_REFS_H_

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "core/ir/route.h"
#include "core/plugin/node.h"
#include "core/plugin/parent_refs.h"
#include "core/plugin/rule_scope.h"

namespace meshgate::plugin {

// The reference at `field`, with the defaults of BackendRef.
inline ir::BackendRef DescribeBackendRef(Node node, std::string field, RuleScope& scope) {
  constexpr int64_t kMaxWeight = 1000000;
  ir::BackendRef backend;
  backend.field = std::move(field);
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
  return backend;
}

// The backends of `rule`, without what only some kinds have, such as filters.
inline std::vector<ir::BackendRef> DescribeBackendRefs(Node rule, RuleScope& scope) {
  const Node nodes = rule["backendRefs"];
  std::vector<ir::BackendRef> backends;
  backends.reserve(nodes.size());
  for (const Node node : nodes) {
    backends.push_back(DescribeBackendRef(node, scope.Item("backendRefs", backends.size()), scope));
  }
  return backends;
}

}  // namespace meshgate::plugin

#endif  // MESHGATE_CORE_PLUGIN_BACKEND_REFS_H_
