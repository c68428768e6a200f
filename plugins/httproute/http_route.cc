#include "plugins/httproute/http_route.h"

#include "core/plugin/parent_refs.h"
#include "core/plugin/rule_scope.h"
#include "plugins/httproute/rule.h"

namespace meshgate::httproute {

plugin::RouteKindSpec HttpRoute::spec() const {
  return {
      .group = "gateway.networking.k8s.io",
      .kind = "HTTPRoute",
      .versions = {"v1", "v1beta1"},
      .traffic = ir::Traffic::kHttp,
      .protocols = {"HTTP", "HTTPS"},
      .features =
          {
              "HTTPRoute",
              "HTTPRoute303RedirectStatusCode",
              "HTTPRoute307RedirectStatusCode",
              "HTTPRoute308RedirectStatusCode",
              "HTTPRouteBackendRequestHeaderModification",
              "HTTPRouteBackendTimeout",
              "HTTPRouteHostRewrite",
              "HTTPRouteMethodMatching",
              "HTTPRouteNamedRouteRule",
              "HTTPRouteParentRefPort",
              "HTTPRoutePathRedirect",
              "HTTPRoutePathRewrite",
              "HTTPRoutePortRedirect",
              "HTTPRouteQueryParamMatching",
              "HTTPRouteRequestMirror",
              "HTTPRouteRequestMultipleMirrors",
              "HTTPRouteRequestPercentageMirror",
              "HTTPRouteRequestTimeout",
              "HTTPRouteResponseHeaderModification",
              "HTTPRouteSchemeRedirect",
          },
  };
}

ir::Route HttpRoute::Describe(const plugin::Object& object, plugin::RouteIssues& issues) const {
  const plugin::Node spec = object.spec();
  const plugin::Node rules = spec["rules"];
  ir::Route route;
  route.parents = plugin::DescribeParents(spec);
  route.hostnames = plugin::DescribeHostnames(spec, issues);
  route.rules.reserve(rules.size());
  for (const plugin::Node rule : rules) {
    plugin::RuleScope scope(route.rules.size(), issues);
    route.rules.push_back(DescribeRule(rule, scope));
  }
  return route;
}

}  // namespace meshgate::httproute
