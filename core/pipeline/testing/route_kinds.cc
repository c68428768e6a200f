#include "core/pipeline/testing/route_kinds.h"

#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

#include "core/base/check.h"
#include "core/loader/registry_builder.h"
#include "core/plugin/backend_refs.h"
#include "core/plugin/http/backend_refs.h"
#include "core/plugin/http/header_modifier.h"
#include "core/plugin/http/matches.h"
#include "core/plugin/parent_refs.h"
#include "core/plugin/plugin.h"

namespace meshgate::pipeline::world {
namespace {

using plugin::RuleScope;

constexpr char kGroup[] = "gateway.networking.k8s.io";

class HttpRoute final : public plugin::RouteKind {
 public:
  plugin::RouteKindSpec spec() const override {
    return {.group = kGroup,
            .kind = "HTTPRoute",
            .layer = plugin::Layer::kHttp,
            .protocols = {"HTTP", "HTTPS"},
            .features = {"HTTPRoute"}};
  }

  ir::Route Describe(const plugin::Object& object, plugin::Issues& issues) const override {
    if (!object.Annotation("throw").empty()) throw std::runtime_error("as the annotation wants");
    const plugin::Node spec = object.spec();
    ir::Route route;
    route.parents = plugin::DescribeParents(spec);
    route.hostnames = plugin::DescribeHostnames(spec, issues);
    route.rules.reserve(spec["rules"].size());
    for (const plugin::Node node : spec["rules"]) {
      RuleScope scope(route.rules.size(), issues);
      ir::Rule& rule = route.rules.emplace_back();
      rule.matches = plugin::http::DescribeMatches(node, scope);
      rule.backends = plugin::http::DescribeBackendRefs(node, scope);
      for (const plugin::Node filter : node["filters"]) DescribeFilter(filter, scope, rule);
    }
    return route;
  }

 private:
  static void DescribeFilter(plugin::Node filter, RuleScope& scope, ir::Rule& rule) {
    if (filter["type"].Text() == "RequestHeaderModifier") {
      rule.request_headers = plugin::http::DescribeHeaderModifier(
          filter["requestHeaderModifier"], scope.field() + ".filters", scope);
    } else {
      scope.Refuse(scope.field() + ".filters", "unknown filter; remove it");
    }
  }
};

class TcpRoute final : public plugin::RouteKind {
 public:
  plugin::RouteKindSpec spec() const override {
    return {.group = kGroup,
            .kind = "TCPRoute",
            .layer = plugin::Layer::kL4,
            .protocols = {"TCP"},
            .features = {}};
  }

  ir::Route Describe(const plugin::Object& object, plugin::Issues& issues) const override {
    ir::Route route;
    route.parents = plugin::DescribeParents(object.spec());
    for (const plugin::Node node : object.spec()["rules"]) {
      RuleScope scope(route.rules.size(), issues);
      route.rules.emplace_back().backends = plugin::DescribeBackendRefs(node, scope);
    }
    return route;
  }
};

class Mesh final : public plugin::Membership {
 public:
  std::string_view noun() const override { return "mesh"; }
  std::string_view fallback() const override { return "default"; }
  std::optional<std::string> Of(const plugin::Object& object) const override {
    const std::string_view mesh = object.Label("mesh");
    if (mesh.empty()) return std::nullopt;
    return std::string(mesh);
  }
};

void Register(plugin::Registrar& registrar) {
  static const HttpRoute http_route;
  static const TcpRoute tcp_route;
  static const Mesh mesh;
  registrar.AddRouteKind(http_route);
  registrar.AddRouteKind(tcp_route);
  registrar.AddMembership(mesh);
}

loader::Registry BuildRegistry() {
  loader::RegistryBuilder builder;
  const plugin::Entry entry{&Register};
  const absl::Status status = builder.Add({"test", "1.0.0", "none", {}}, entry);
  MG_CHECK(status.ok(), std::string(status.message()));
  return std::move(builder).Build();
}

}  // namespace

const loader::Registry& Registry() {
  static const loader::Registry registry = BuildRegistry();
  return registry;
}

}  // namespace meshgate::pipeline::world
