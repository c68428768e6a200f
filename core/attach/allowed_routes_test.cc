#include "core/attach/allowed_routes.h"

#include <memory>
#include <string_view>
#include <vector>

#include "core/resource/kind.h"
#include "core/resource/tree.h"
#include "core/resource/yaml.h"
#include "gtest/gtest.h"

namespace meshgate::attach {
namespace {

using resource::Kind;

AllowedRoutes Parse(std::string_view listener) {
  const resource::Decoded decoded = resource::DecodeYaml(listener);
  EXPECT_EQ(decoded.documents.size(), 1u) << listener;
  const auto tree = resource::Tree::Freeze(decoded.documents.at(0).value);
  return ParseAllowedRoutes(tree->root());
}

TEST(AllowedRoutesTest, SaysWhichNamespaces) {
  EXPECT_EQ(Parse("name: http").from, FromNamespaces::kSame);
  EXPECT_EQ(Parse("allowedRoutes: {namespaces: {}}").from, FromNamespaces::kSame);
  EXPECT_EQ(Parse("allowedRoutes: {namespaces: {from: Same}}").from, FromNamespaces::kSame);
  EXPECT_EQ(Parse("allowedRoutes: {namespaces: {from: All}}").from, FromNamespaces::kAll);
  EXPECT_EQ(Parse("allowedRoutes: {namespaces: {from: None}}").from, FromNamespaces::kNone);
}

TEST(AllowedRoutesTest, AnUnknownValueAllowsNoNamespace) {
  EXPECT_EQ(Parse("allowedRoutes: {namespaces: {from: Nearby}}").from, FromNamespaces::kNone);
}

TEST(AllowedRoutesTest, ReadsTheSelectorOnlyWhereItCounts) {
  const AllowedRoutes selected = Parse(
      "allowedRoutes: {namespaces: {from: Selector, selector: {matchLabels: {team: a}}}}");
  EXPECT_EQ(selected.from, FromNamespaces::kSelector);
  EXPECT_TRUE(Matches(selected.selector, {{"team", "a"}}));
  EXPECT_FALSE(Matches(selected.selector, {{"team", "b"}}));

  EXPECT_EQ(Parse("allowedRoutes: {namespaces: {from: All, selector: {matchLabels: {team: a}}}}"),
            Parse("allowedRoutes: {namespaces: {from: All}}"));
  EXPECT_FALSE(Matches(Parse("allowedRoutes: {namespaces: {from: Selector}}").selector, {}));
}

TEST(AllowedRoutesTest, KindsAreOfTheGatewayApiUnlessTheyNameAGroup) {
  EXPECT_EQ(Parse("allowedRoutes: {kinds: [{kind: HTTPRoute}, {group: example.com, kind: Own}, "
                  "{group: '', kind: Service}]}")
                .kinds,
            (std::vector<Kind>{Kind::Of("gateway.networking.k8s.io", "HTTPRoute"),
                               Kind::Of("example.com", "Own"), Kind::Of("", "Service")}));
  EXPECT_EQ(Parse("name: http").kinds, std::vector<Kind>());
}

}  // namespace
}  // namespace meshgate::attach
