#include "core/pipeline/testing/route_kinds.h"

#include <chrono>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include "core/base/check.h"
#include "core/loader/registry_builder.h"
#include "core/plugin/backend_refs.h"
#include "core/plugin/http/backend_refs.h"
#include "core/plugin/http/extension_ref.h"
#include "core/plugin/http/header_modifier.h"
#include "core/plugin/http/matches.h"
#include "core/plugin/http/mirror.h"
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
            .versions = {"v1"},
            .traffic = ir::Traffic::kHttp,
            .protocols = {"HTTP", "HTTPS"},
            .features = {"HTTPRoute"}};
  }

  ir::Route Describe(const plugin::Object& object, plugin::RouteIssues& issues) const override {
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
          filter["requestHeaderModifier"], plugin::http::Direction::kRequest,
          scope.field() + ".filters", scope);
    } else if (filter["type"].Text() == "ExtensionRef") {
      plugin::http::DescribeExtensionRef(filter, scope.field() + ".filters", scope, rule.filters);
    } else if (filter["type"].Text() == "RequestMirror") {
      plugin::http::DescribeMirror(filter, scope.field() + ".filters", scope, rule.mirrors);
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
            .versions = {"v1"},
            .traffic = ir::Traffic::kTcp,
            .protocols = {"TCP"},
            .features = {}};
  }

  ir::Route Describe(const plugin::Object& object, plugin::RouteIssues& issues) const override {
    ir::Route route;
    route.parents = plugin::DescribeParents(object.spec());
    for (const plugin::Node node : object.spec()["rules"]) {
      RuleScope scope(route.rules.size(), issues);
      route.rules.emplace_back().backends = plugin::DescribeBackendRefs(node, scope);
    }
    return route;
  }
};

class HttpsListener final : public plugin::ListenerKind {
 public:
  plugin::ListenerKindSpec spec() const override {
    return {.protocols = {{.name = "HTTPS", .ends_tls = true}},
            .features = {},
            .reads = {{"", "Secret"}}};
  }

  std::vector<ir::Reference> References(const plugin::Object&, plugin::Node listener,
                                        plugin::Issues& issues) const override {
    const plugin::Node node = listener["tls"];
    if (node["mode"].Text() == "throw") throw std::runtime_error("as the mode wants");
    if (node["mode"]) issues.Refuse("tls.mode", "the mode is refused; leave it out");
    std::vector<ir::Reference> references;
    for (const plugin::Node ref : node["certificateRefs"]) {
      const std::string index = std::to_string(references.size());
      references.push_back({{"", std::string(ref["kind"].Text("Secret")),
                             std::string(ref["namespace"].Text()), std::string(ref["name"].Text())},
                            "tls.certificateRefs[" + index + "]"});
    }
    return references;
  }

  ir::ListenerTls Build(const plugin::Object&, plugin::Node, plugin::ResolvedReferences resolved,
                        plugin::Issues&) const override {
    ir::ListenerTls tls;
    for (size_t i = 0; i < resolved.size(); ++i) {
      if (resolved[i].certificate) tls.certificates.push_back(i);
    }
    return tls;
  }
};

class HeaderFilter final : public plugin::FilterKind {
 public:
  plugin::FilterKindSpec spec() const override {
    return {.group = "test.example.com",
            .kind = "HeaderFilter",
            .envoy_filter = ir::EnvoyMessage{"test.Limit", {}},
            .reads = {{"", "ConfigMap"}, {"", "Secret"}}};
  }

  std::vector<ir::Reference> References(const plugin::Object&, plugin::Node spec,
                                        plugin::Issues&) const override {
    const plugin::Node ref = spec["valueFrom"];
    if (!ref) return {};
    return {{{"", std::string(ref["kind"].Text("ConfigMap")),
              std::string(ref["namespace"].Text()), std::string(ref["name"].Text())},
             "spec.valueFrom"}};
  }

  ir::Filter Build(const plugin::Object& object, plugin::Node spec,
                   plugin::ResolvedReferences resolved, plugin::Issues& issues) const override {
    if (!object.Annotation("throw").empty()) throw std::runtime_error("as the annotation wants");
    if (spec["refused"]) issues.Refuse("spec.refused", "true is refused; leave it out");
    ir::Filter filter;
    if (!resolved.empty()) SetValueFrom(resolved.front(), filter, issues);
    if (spec["value"]) filter.request_headers.set = {{"x-test", std::string(spec["value"].Text())}};
    if (spec["respond"]) {
      filter.direct_response.emplace().status = static_cast<int>(spec["respond"].Int());
    }
    if (spec["limit"]) {
      filter.envoy_filter = {"test.Limit", {{"limit", std::string(spec["limit"].Text())}}};
    }
    return filter;
  }

 private:
  static void SetValueFrom(const plugin::Resolved& source, ir::Filter& filter,
                           plugin::Issues& issues) {
    if (source.certificate) {
      filter.request_headers.set = {{"x-test", "a certificate"}};
      return;
    }
    const plugin::Node value = source.object->root()["data"]["value"];
    if (!value) {
      issues.Refuse({*source.object, "data"}, "has no key \"value\"; add it");
    } else if (value.Text().empty()) {
      issues.Note({*source.object, "data.value"}, "is empty, so no header is set");
    } else {
      filter.request_headers.set = {{"x-test", std::string(value.Text())}};
    }
  }
};

class TestParameters final : public plugin::ClassParameters {
 public:
  plugin::ClassParametersSpec spec() const override {
    return {.group = "test.example.com", .kind = "Parameters"};
  }

  ir::InfrastructureParameters Build(const plugin::Object& object, plugin::Node spec,
                                     plugin::ResolvedReferences,
                                     plugin::Issues& issues) const override {
    if (!object.Annotation("throw").empty()) throw std::runtime_error("as the annotation wants");
    if (spec["refused"]) issues.Refuse("spec.refused", "true is refused; leave it out");
    if (spec["note"]) issues.Note("spec.note", "has no effect");
    ir::InfrastructureParameters parameters;
    if (spec["replicas"]) parameters.replicas = static_cast<int>(spec["replicas"].Int());
    if (spec["podLabel"]) parameters.pod_labels["label"] = spec["podLabel"].Text();
    return parameters;
  }
};

class TestPolicy final : public plugin::Policy {
 public:
  explicit TestPolicy(std::string kind) : kind_(std::move(kind)) {}

  plugin::PolicySpec spec() const override {
    return {.group = "test.example.com",
            .kind = kind_,
            .targets = {{"", "Service"}, {kGroup, "Gateway"}},
            .reads = {{"", "ConfigMap"}}};
  }

  std::vector<ir::PolicyTarget> Targets(const plugin::Object& object) const override {
    if (!object.Annotation("throw").empty()) throw std::runtime_error("as the annotation wants");
    return plugin::DescribeTargets(object.spec());
  }

  std::vector<ir::Reference> References(const plugin::Object&, plugin::Node spec,
                                        plugin::Issues&) const override {
    const plugin::Node from = spec["headerFrom"];
    if (!from) return {};
    return {{{"", "ConfigMap", "", std::string(from.Text())}, "spec.headerFrom"}};
  }

  ir::PolicyFragment Build(const plugin::Object&, plugin::Node spec,
                           plugin::ResolvedReferences resolved,
                           plugin::Issues& issues) const override {
    if (spec["refused"]) issues.Refuse("spec.refused", "true is refused; leave it out");
    ir::PolicyFragment policy;
    if (spec["connect"]) policy.connect_timeout = std::chrono::milliseconds(spec["connect"].Int());
    std::string_view header = spec["header"].Text();
    if (!resolved.empty()) header = resolved.front().object->root()["data"]["value"].Text();
    if (!header.empty()) {
      policy.response_headers.set = {{plugin::ToLower(kind_), std::string(header)}};
    } else if (!resolved.empty()) {
      issues.Note({*resolved.front().object, "data.value"}, "is empty, so no header is set");
    }
    return policy;
  }

 private:
  const std::string kind_;
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

void RegisterRoutes(plugin::Registrar& registrar) {
  static const HttpRoute http_route;
  static const TcpRoute tcp_route;
  static const Mesh mesh;
  registrar.AddRouteKind(http_route);
  registrar.AddRouteKind(tcp_route);
  registrar.AddMembership(mesh);
}

void RegisterAll(plugin::Registrar& registrar) {
  static const HeaderFilter header_filter;
  static const TestParameters parameters;
  registrar.AddClassParameters(parameters);
  registrar.AddFilterKind(header_filter);
  static const TestPolicy policy("TestPolicy"), other_policy("OtherPolicy");
  registrar.AddPolicy(policy);
  registrar.AddPolicy(other_policy);
  static const HttpsListener https_listener;
  registrar.AddListenerKind(https_listener);
  RegisterRoutes(registrar);
}

loader::Registry BuildRegistry(const plugin::Entry& entry) {
  loader::RegistryBuilder builder;
  const absl::Status status = builder.Add({"test", "1.0.0", "none", {}}, entry);
  MG_CHECK(status.ok(), std::string(status.message()));
  return std::move(builder).Build();
}

}  // namespace

const loader::Registry& Registry() {
  static const loader::Registry registry = BuildRegistry({&RegisterAll});
  return registry;
}

const loader::Registry& RegistryOfRoutesOnly() {
  static const loader::Registry registry = BuildRegistry({&RegisterRoutes});
  return registry;
}

}  // namespace meshgate::pipeline::world
