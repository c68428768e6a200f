// What comes back when a plugin is called, above all one that misbehaves. The argument is one of
// the test plugins (plugins/testing); the others lie beside it.
#include "core/loader/call_plugin.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/ir/filter.h"
#include "core/ir/route.h"
#include "core/loader/load.h"
#include "core/resource/kind.h"
#include "core/resource/object.h"
#include "core/resource/yaml.h"

namespace meshgate::loader {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

std::filesystem::path plugins_folder;

Registry LoadPlugins(const std::vector<std::string>& names) {
  std::vector<std::string> files;
  for (const std::string& name : names) files.push_back(plugins_folder / (name + ".so"));
  absl::StatusOr<Registry> registry = Load(files);
  EXPECT_TRUE(registry.ok()) << registry.status();
  return registry.ok() ? *std::move(registry) : Registry();
}

resource::ObjectPtr Make(const std::string& kind, const std::string& wish) {
  resource::Decoded decoded = resource::DecodeYaml(
      "{apiVersion: test.example.com/v1, kind: " + kind +
      ", metadata: {name: basket, namespace: demo}, spec: {parentRefs: [{name: edge}], "
      "hostnames: [Basket.Example], wish: " +
      wish + "}}\n");
  return *resource::MakeObject(std::move(decoded.documents.at(0).value),
                               resource::Kind::Of("test.example.com", kind));
}

using Parameters = Built<ir::InfrastructureParameters>;

Parameters BuildParameters(const std::string& wish) {
  const Registry registry = LoadPlugins({"sorrel"});
  const resource::ObjectPtr object = Make("SorrelParameters", wish);
  return CallBuild(*registry.FindParametersKind(object->id().kind), *object);
}

TEST(CallParametersTest, GivesWhatThePluginSays) {
  const Registry registry = LoadPlugins({"sorrel"});
  EXPECT_THAT(registry.plugins().at(0).roles,
              ElementsAre("parameters SorrelParameters.test.example.com"));
  EXPECT_EQ(BuildParameters("nothing"), (Parameters{{.replicas = 2}, {}, {}}));
  EXPECT_EQ(BuildParameters("note"),
            (Parameters{{.replicas = 2}, {}, {{"", "spec.wish", "does nothing"}}}));
}

TEST(CallParametersTest, WhatIsRefusedOrFailedOnCannotBeUsed) {
  EXPECT_EQ(
      BuildParameters("refuse"),
      (Parameters{
          {}, {{"Invalid", "spec.wish", "no sorrel is refused; wish for another"}}, {}}));
  const struct {
    std::string wish;
    std::string why;
  } cases[] = {{"throw", "it threw: index 7 of 3"},
               {"no replica", "it returned: replicas must be 1 or more"}};
  for (const auto& [wish, why] : cases) {
    const Parameters described = BuildParameters(wish);
    EXPECT_EQ(described.fragment, ir::InfrastructureParameters()) << wish;
    ASSERT_THAT(described.issues, SizeIs(1)) << wish;
    EXPECT_EQ(described.issues[0].reason, "PluginFailed") << wish;
    EXPECT_THAT(described.issues[0].message, HasSubstr(why)) << wish;
  }
}

class CallFilterTest : public testing::Test {
 protected:
  CallFilterTest() : registry_(LoadPlugins({"medlar", "plum"})) {}

  Built<ir::Filter> Describe(const std::string& wish, const std::string& kind = "FruitFilter") {
    const resource::ObjectPtr object = Make(kind, wish);
    return CallBuild(*registry_.FindFilterKind(object->id().kind), *object);
  }

  Registry registry_;
};

TEST_F(CallFilterTest, GivesWhatThePluginSays) {
  EXPECT_THAT(registry_.plugins().at(1).roles, ElementsAre("filter FruitFilter.test.example.com"));
  EXPECT_EQ(registry_.FindRouteKind(registry_.filter_kinds().at(1).kind), nullptr);
  const Built<ir::Filter> described = Describe("nothing");
  EXPECT_THAT(described.issues, IsEmpty());
  EXPECT_EQ(described.fragment, (ir::Filter{.response_headers = {.set = {{"fruit", "apple"}}}}));
}

TEST_F(CallFilterTest, AFilterThatThePluginRefusesCannotBeUsed) {
  EXPECT_EQ(Describe("refuse"),
            (Built<ir::Filter>{
                {}, {{"Invalid", "spec.wish", "no fruit is refused; wish for another"}}}));
}

TEST_F(CallFilterTest, AFilterThatThePluginFailsOnCannotBeUsed) {
  const struct {
    std::string wish;
    std::string why;
  } cases[] = {
      {"throw", "it threw: index 7 of 3"},
      {"throw a number", "it threw an unknown exception"},
      {"header injection",
       "it returned: request_headers must have lower case names other than host, and printable "
       "values"},
      {"bad status", "it returned: direct_response.status must be from 200 to 599"},
      {"long body", "it returned: direct_response.body must not be longer than 4096 bytes"},
      {"an unregistered Envoy filter",
       "it returned: envoy_filter must be absent, since the kind registered no Envoy filter"},
  };
  for (const auto& [wish, why] : cases) {
    const Issue expected = {"PluginFailed", "",
                            "Plugin plum failed on FruitFilter demo/basket: " + why +
                                "; this is a fault of the plugin, report it to its author or "
                                "load another version."};
    EXPECT_EQ(Describe(wish), (Built<ir::Filter>{{}, {expected}})) << wish;
  }
}

TEST_F(CallFilterTest, WhatAnEnvoyFilterIsToldHasBounds) {
  EXPECT_THAT(Describe("no type", "BufferFilter").issues, IsEmpty()) << "for the sink to check";
  for (const char* wish : {"a name twice", "deep", "long", "wide"}) {
    const Built<ir::Filter> described = Describe(wish, "BufferFilter");
    ASSERT_THAT(described.issues, SizeIs(1)) << wish;
    EXPECT_THAT(
        described.issues[0].message,
        HasSubstr("Plugin medlar failed on BufferFilter demo/basket: it returned: "
                  "envoy_filter cannot be used: fields must have printable names, none twice"));
  }
}

class CallPluginTest : public testing::Test {
 protected:
  CallPluginTest() : registry_(LoadPlugins({"misbehaving"})) {}

  DescribedRoute Describe(const std::string& wish) {
    return CallDescribe(registry_.route_kinds().at(0), *Make("FruitRoute", wish));
  }

  Registry registry_;
};

TEST_F(CallPluginTest, GivesWhatThePluginSays) {
  const DescribedRoute described = Describe("nothing");
  EXPECT_THAT(described.issues, IsEmpty());
  EXPECT_THAT(described.rule_issues, ElementsAre(IsEmpty()));
  EXPECT_EQ(described.route.parents.at(0).object.name, "edge");
  const PluginCrds crds = {"misbehaving", "kind: CustomResourceDefinition"};
  EXPECT_THAT(registry_.crds(), ElementsAre(crds));
}

TEST_F(CallPluginTest, ARouteThatThePluginFailsOnKeepsItsParentsAndHostnames) {
  const struct {
    std::string wish;
    std::string why;
  } cases[] = {
      {"throw", "it threw: index 7 of 3"},
      {"throw a number", "it threw an unknown exception"},
      {"refuse a rule that is not there",
       "it returned: it refused rule 1, which it did not return"},
      {"unknown reason", "it returned: it refused the route with the unknown reason \"Whim\""},
      {"bad path",
       "it returned: rules[0].matches.path must be a valid path without a trailing '/', or "
       "a valid expression"},
      {"bad hostname", "it returned: hostnames must be hostnames in lower case"},
  };
  for (const auto& [wish, why] : cases) {
    const DescribedRoute described = Describe(wish);
    const Issue expected = {"PluginFailed", "",
                            "Plugin misbehaving failed on FruitRoute demo/basket: " + why +
                                "; this is a fault of the plugin, report it to its author or "
                                "load another version."};
    EXPECT_THAT(described.issues, ElementsAre(expected)) << wish;
    EXPECT_THAT(described.route.hostnames, ElementsAre("basket.example")) << wish;
    ASSERT_THAT(described.route.rules, SizeIs(1)) << wish;
    EXPECT_EQ(described.route.rules[0].matches, std::vector<ir::HttpMatch>(1)) << wish;
    EXPECT_THAT(described.route.parents, SizeIs(1)) << wish;
  }
}

TEST_F(CallPluginTest, ARuleThatThePluginFailsOnKeepsItsMatchesAlone) {
  for (const char* wish : {"header injection", "bad redirect", "bad weight"}) {
    const DescribedRoute described = Describe(wish);
    EXPECT_THAT(described.issues, IsEmpty()) << wish;
    ASSERT_THAT(described.rule_issues, ElementsAre(SizeIs(1))) << wish;
    EXPECT_EQ(described.rule_issues[0][0].reason, "PluginFailed") << wish;
    ir::Rule matches_only;
    matches_only.matches.emplace_back();
    EXPECT_THAT(described.route.rules, ElementsAre(matches_only)) << wish;
  }
}

TEST_F(CallPluginTest, AMembershipThatThrowsNamesNoGroup) {
  EXPECT_EQ(CallMembership(*registry_.membership(), *Make("FruitRoute", "nothing")), std::nullopt);
}

}  // namespace
}  // namespace meshgate::loader

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  if (argc != 2) return 2;
  meshgate::loader::plugins_folder = std::filesystem::path(argv[1]).parent_path();
  return RUN_ALL_TESTS();
}
