#include "plugins/tcproute/tcp_route.h"

#include "core/plugin/backend_refs.h"
#include "core/plugin/parent_refs.h"
#include "core/plugin/rule_scope.h"

namespace meshgate::tcproute {

plugin::RouteKindSpec TcpRoute::spec() const {
  return {.group = "gateway.networking.k8s.io",
          .kind = "TCPRoute",
          .versions = {"v1", "v1alpha2"},
          .traffic = ir::Traffic::kTcp,
          .protocols = {"TCP"},
          .features = {"TCPRoute"}};
}

ir::Route TcpRoute::Describe(const plugin::Object& object, plugin::RouteIssues& issues) const {
  const plugin::Node spec = object.spec();
  ir::Route route;
  route.parents = plugin::DescribeParents(spec);
  for (const plugin::Node node : spec["rules"]) {
    plugin::RuleScope scope(route.rules.size(), issues);
    ir::Rule& rule = route.rules.emplace_back();
    rule.name = node["name"].Text();
    rule.backends = plugin::DescribeBackendRefs(node, scope);
  }
  return route;
}

}  // namespace meshgate::tcproute
