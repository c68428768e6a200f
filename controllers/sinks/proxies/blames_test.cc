#include "controllers/sinks/proxies/blames.h"

#include <string>

#include "core/pipeline/testing/objects.h"
#include "core/pipeline/testing/route_kinds.h"
#include "gtest/gtest.h"

namespace meshgate::proxies {
namespace {

using pipeline::world::GatewaySpec;
using pipeline::world::RouteSpec;
using pipeline::world::ServiceSpec;
using resource::ObjectId;

// Two routes of one Gateway that share a backend.
class BlamesTest : public ::testing::Test {
 protected:
  BlamesTest() {
    translator_.inputs().Put(Make(pipeline::world::ClassSpec()));
    translator_.inputs().Put(Make(gateway_));
    translator_.inputs().Put(Make(ServiceSpec{.ns = "infra", .name = "app"}));
    for (const RouteSpec& route : {one_, two_}) translator_.inputs().Put(Make(route));
    Commit();
  }

  static RouteSpec Route(const std::string& name) {
    RouteSpec route;
    route.ns = "infra";
    route.name = name;
    route.parents = {{"", "gateway"}};
    route.hostnames = {name + ".example"};
    route.rules = {{{{"/a"}}, {{"", "app"}}}, {{{"/b"}}, {{"", "app"}}}};
    return route;
  }

  bool Commit() {
    translator_.engine().Commit();
    return blames_.NoteCommit();
  }
  uint64_t commit() { return translator_.engine().version(); }

  bool Take(xds::Blames blames, xds::Refusals refusals = {}) {
    return blames_.Take(id_, {commit(), commit(), std::move(refusals), std::move(blames)});
  }
  xds::BlamedRule RuleOf(const RouteSpec& route, int rule) {
    return {{{id_, ir::Transport::kTcp, 80}, route.hostnames.front()},
            "infra/" + route.name + "/" + std::to_string(rule)};
  }

  // "" when the route is not blamed.
  std::string Blame(const RouteSpec& route) {
    const auto* const blames = translator_.inputs().blames.Peek(IdOf(route));
    return blames == nullptr ? "" : blames->at(id_);
  }

  const GatewaySpec gateway_{.listeners = {{.name = "http"}}};
  const ObjectId id_ = IdOf(gateway_);
  const RouteSpec one_ = Route("one");
  const RouteSpec two_ = Route("two");
  pipeline::Translator translator_{pipeline::world::Registry(), {}};
  Blames blames_{translator_};
};

TEST_F(BlamesTest, ARuleIsBlamedOnItsRoute) {
  EXPECT_TRUE(Take({{RuleOf(one_, 1), " no such matcher\n"}}));
  EXPECT_EQ(Blame(one_),
            "the proxies of " + ToString(id_) +
                " refuse rule 1 for hostname one.example and keep what they had of it: no such "
                "matcher; correct the route, or the plugin or filter that this comes from");
  EXPECT_EQ(Blame(two_), "");
  EXPECT_FALSE(Take({{RuleOf(one_, 1), " no such matcher\n"}})) << "known";
  EXPECT_TRUE(Take({}));
  EXPECT_EQ(Blame(one_), "");
}

TEST_F(BlamesTest, AClusterIsBlamedOnTheRoutesThatUseIt) {
  const xds::Refusals refusals = {{{xds::ResourceType::kCluster, "infra/app/80"}, {"bad cluster"}}};
  EXPECT_TRUE(Take({}, refusals));
  for (const RouteSpec& route : {one_, two_}) {
    EXPECT_NE(Blame(route).find("refuse the backend Service infra/app port 80 "), std::string::npos)
        << Blame(route);
  }
  RouteSpec three = Route("three");
  translator_.inputs().Put(Make(three));
  EXPECT_TRUE(Commit());
  EXPECT_NE(Blame(three), "") << "one that uses it from now on, too";
}

TEST_F(BlamesTest, ABlameEndsWhenItsRouteChanges) {
  Take({{RuleOf(one_, 0), "bad"}, {RuleOf(two_, 0), "bad"}});
  const uint64_t before = commit();
  RouteSpec edited = one_;
  edited.rules[0].matches[0].path = "/other";
  translator_.inputs().Put(Make(edited));
  EXPECT_TRUE(Commit());
  EXPECT_EQ(Blame(one_), "");
  EXPECT_NE(Blame(two_), "");
  // What proxies said of the route before the edit arrives late.
  blames_.Take(id_, {before, before, {}, {{RuleOf(one_, 0), "bad"}, {RuleOf(two_, 0), "bad"}}});
  EXPECT_EQ(Blame(one_), "");
  Take({{RuleOf(one_, 0), "still bad"}});
  EXPECT_NE(Blame(one_), "");
  EXPECT_EQ(Blame(two_), "");
}

TEST_F(BlamesTest, WhatIsGoneIsBlamedOnNobody) {
  EXPECT_FALSE(Take({{{{{id_, ir::Transport::kTcp, 80}, "gone.example"}, "infra/one/0"}, "bad"}}));
  EXPECT_FALSE(Take({}, {{{xds::ResourceType::kCluster, "infra/gone/80"}, {"bad"}}}));
}

}  // namespace
}  // namespace meshgate::proxies
