#include "controllers/app/places.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/pipeline/testing/world.h"

namespace meshgate::app {
namespace {

using pipeline::world::MatchSpec;
using pipeline::world::RouteSpec;
using pipeline::world::RuleSpec;

// The request that is suggested for a Gateway with routes of these hostnames and matches.
std::string Suggested(const std::vector<std::pair<std::string, std::vector<MatchSpec>>>& routes) {
  pipeline::world::World world;
  world.Put(pipeline::world::ClassSpec{});
  world.Put(pipeline::world::GatewaySpec{.listeners = {{.name = "web", .port = 8080}}});
  for (const auto& [hostname, matches] : routes) {
    RouteSpec route{.ns = "infra",
                    .name = "route-" + std::to_string(world.objects.size()),
                    .parents = {{.name = "gateway"}}};
    if (!hostname.empty()) route.hostnames = {hostname};
    for (const MatchSpec& match : matches) route.rules.push_back(RuleSpec{.matches = {match}});
    world.Put(route);
  }
  const std::unique_ptr<pipeline::Translator> translator =
      pipeline::world::Start(world, {.host_network = pipeline::HostNetwork()});
  return FirstRequest(*translator);
}

TEST(PlacesTest, NothingIsSuggestedWhereNothingIsServed) { EXPECT_EQ(Suggested({}), ""); }

TEST(PlacesTest, TheFirstRequestAsksForAPathThatARuleMatches) {
  EXPECT_EQ(Suggested({{"", {{.path = "/"}}}}), "curl -i http://localhost:8080/");
  EXPECT_EQ(Suggested({{"", {{.path = "/api"}}}}), "curl -i http://localhost:8080/api");
  EXPECT_EQ(Suggested({{"a.test", {{.path = "/x", .exact = true}}}}),
            "curl -i -H 'Host: a.test' http://localhost:8080/x");
}

TEST(PlacesTest, WhatAPlainRequestDoesNotReachIsPassedOver) {
  EXPECT_EQ(Suggested({{"",
                        {{.path = "/four", .method = "POST"},
                         {.path = "/six", .headers = 1},
                         {.path = "/s", .method = "GET"},
                         {.path = "/seven", .query_params = 1}}}}),
            "curl -i http://localhost:8080/s");
  EXPECT_EQ(Suggested({{"a.test", {{.path = "/x", .headers = 1}}}, {"b.test", {{.path = "/y"}}}}),
            "curl -i -H 'Host: b.test' http://localhost:8080/y");
  EXPECT_EQ(Suggested({{"a.test", {{.path = "/x", .headers = 1}}}}),
            "curl -i -H 'Host: a.test' http://localhost:8080/");
}

TEST(PlacesTest, APathIsOneWordOfTheShell) {
  EXPECT_EQ(Suggested({{"", {{.path = "/a&b'(c)", .exact = true}}}}),
            "curl -i 'http://localhost:8080/a&b'\\''(c)'");
}

}  // namespace
}  // namespace meshgate::app
