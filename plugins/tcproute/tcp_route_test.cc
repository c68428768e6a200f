#include "plugins/tcproute/tcp_route.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "core/ir/route.h"
#include "core/loader/call_plugin.h"
#include "core/loader/registry.h"
#include "core/resource/object.h"
#include "core/resource/well_known.h"
#include "core/resource/yaml.h"

namespace meshgate::tcproute {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

// `spec` is YAML in flow style.
loader::DescribedRoute Describe(const std::string& spec) {
  static const TcpRoute implementation;
  static const loader::RouteKind kind = {resource::Kind::Of(resource::kGatewayApiGroup, "TCPRoute"),
                                         implementation.spec(), &implementation, "tcproute"};
  resource::Decoded decoded = resource::DecodeYaml(
      "apiVersion: gateway.networking.k8s.io/v1\n"
      "kind: TCPRoute\n"
      "metadata: {name: database, namespace: demo}\n"
      "spec: " +
      spec + "\n");
  EXPECT_FALSE(decoded.error) << decoded.error->message;
  auto object = resource::MakeObject(std::move(decoded.documents.at(0).value), kind.kind);
  EXPECT_TRUE(object.ok()) << object.status();
  return loader::CallDescribe(kind, **object);
}

TEST(TcpRouteTest, DescribesParentsAndBackends) {
  const ir::Route expected = {
      .parents = {{.object = {"gateway.networking.k8s.io", "Gateway", "infra", "edge"},
                   .section_name = "tcp",
                   .port = 5432}},
      .rules = {{.name = "main",
                 .backends = {{.object = {"", "Service", "", "one"},
                               .port = 5432,
                               .weight = 1,
                               .field = "spec.rules[0].backendRefs[0]"},
                              {.object = {"example.com", "Pool", "next", "pool"},
                               .weight = 0,
                               .field = "spec.rules[0].backendRefs[1]"}}}},
  };
  const loader::DescribedRoute described = Describe(R"({
    parentRefs: [{name: edge, namespace: infra, sectionName: tcp, port: 5432}],
    rules: [{name: main, backendRefs: [{name: one, port: 5432},
      {group: example.com, kind: Pool, name: pool, namespace: next, weight: 0}]}]})");
  EXPECT_EQ(described.route, expected);
  EXPECT_THAT(described.issues, IsEmpty());
  EXPECT_THAT(described.rule_issues, ElementsAre(IsEmpty()));
}

TEST(TcpRouteTest, RefusesWeightsAndPortsThatNoSchemaAllows) {
  const auto described = Describe(
      "{rules: [{backendRefs: [{name: a, port: 1, weight: 1000001}, {name: b, port: 65536}]}]}");
  ASSERT_THAT(described.rule_issues, ElementsAre(SizeIs(2)));
  EXPECT_EQ(described.rule_issues[0][0].field, "spec.rules[0].backendRefs[0].weight");
  EXPECT_EQ(described.rule_issues[0][1].field, "spec.rules[0].backendRefs[1].port");
}

TEST(TcpRouteTest, DescribesARouteWithoutAnything) {
  EXPECT_EQ(Describe("{}").route, ir::Route());
  EXPECT_EQ(Describe("{rules: [{}]}").route.rules.size(), 1u);
}

}  // namespace
}  // namespace meshgate::tcproute
