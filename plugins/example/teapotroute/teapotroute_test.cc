#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "core/ir/route.h"
#include "core/loader/call_plugin.h"
#include "core/loader/load.h"
#include "core/resource/kind.h"
#include "core/resource/object.h"
#include "core/resource/yaml.h"

namespace meshgate {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

std::string plugin_file;

// `spec` is YAML in flow style.
loader::DescribedRoute Describe(const std::string& spec) {
  const absl::StatusOr<loader::Registry> registry = loader::Load({plugin_file});
  EXPECT_TRUE(registry.ok()) << registry.status();
  const resource::Kind kind = resource::Kind::Of("example.com", "TeapotRoute");
  resource::Decoded decoded = resource::DecodeYaml(
      "{apiVersion: example.com/v1, kind: TeapotRoute, "
      "metadata: {name: tea, namespace: demo}, spec: " +
      spec + "}\n");
  auto object = resource::MakeObject(std::move(decoded.documents.at(0).value), kind);
  EXPECT_TRUE(object.ok()) << object.status();
  return loader::CallDescribe(*registry->FindRouteKind(kind), **object);
}

TEST(TeapotRouteTest, AnswersWithTheText) {
  ir::Route expected;
  expected.parents.emplace_back().object = {"gateway.networking.k8s.io", "Gateway", "", "edge"};
  expected.hostnames = {"tea.example.com"};
  ir::Rule& rule = expected.rules.emplace_back();
  rule.matches.emplace_back();
  rule.direct_response = ir::DirectResponse{418, "Stout"};

  const loader::DescribedRoute described =
      Describe("{parentRefs: [{name: edge}], hostnames: [Tea.example.com], body: Stout}");
  EXPECT_EQ(described.route, expected);
  EXPECT_THAT(described.issues, IsEmpty());
  EXPECT_THAT(described.rule_issues, ElementsAre(IsEmpty()));
}

TEST(TeapotRouteTest, CountsBytes) {
  std::string body;
  for (int i = 0; i < 2049; ++i) body += "é";
  const loader::DescribedRoute described = Describe("{body: " + body + "}");
  ASSERT_THAT(described.rule_issues, ElementsAre(SizeIs(1)));
  EXPECT_EQ(described.rule_issues[0][0].field, "spec.body");
  body.resize(4096);
  EXPECT_THAT(Describe("{body: " + body + "}").rule_issues, ElementsAre(IsEmpty()));
}

TEST(TeapotRouteTest, RefusesWhatIsNoHostname) {
  for (const auto& [hostnames, kept] :
       {std::pair("[a b, c.test]", "c.test"), std::pair("[a b]", "invalid")}) {
    const loader::DescribedRoute described =
        Describe("{hostnames: " + std::string(hostnames) + "}");
    ASSERT_THAT(described.issues, SizeIs(1));
    EXPECT_EQ(described.issues[0].field, "spec.hostnames");
    EXPECT_THAT(described.route.hostnames, ElementsAre(kept)) << "never every hostname";
  }
}

}  // namespace
}  // namespace meshgate

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  if (argc != 2) return 2;
  meshgate::plugin_file = argv[1];
  return RUN_ALL_TESTS();
}
