// Policies: which one is in force where, what it does there, and what each is told.
#include "core/pipeline/policies.h"

#include <map>
#include <string>
#include <variant>
#include <vector>

#include "core/pipeline/testing/objects.h"
#include "core/pipeline/testing/route_kinds.h"
#include "core/pipeline/translator.h"
#include "core/resource/well_known.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace meshgate::pipeline::world {
namespace {

using std::chrono::milliseconds;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;
using testing::UnorderedElementsAre;

class PoliciesTest : public testing::Test {
 protected:
  PoliciesTest() : translator_(Registry(), Options()) {
    Put(ClassSpec());
    Put(GatewaySpec{.ns = "team", .listeners = {{.name = "http"}, {.name = "other", .port = 81}}});
    Put(ServiceSpec{.ns = "team", .name = "s", .ports = {80, 81}});
    Put(RouteSpec{.ns = "team",
                  .name = "r",
                  .parents = {{.name = "gateway"}},
                  .rules = {{.backends = {{.name = "s"}, {.name = "s", .port = 81}}}}});
  }

  void Put(const Spec& spec) { translator_.inputs().Put(Make(spec)); }
  void Erase(const Spec& spec) { translator_.inputs().Erase(IdOf(spec)); }
  Tables& Commit() {
    translator_.engine().Commit();
    return translator_.tables();
  }

  // By port; none is 0.
  std::map<int, int64_t> ConnectTimeouts() {
    std::map<int, int64_t> timeouts;
    Commit().clusters.ForEach([&](const ClusterId& id, const Cluster& cluster) {
      timeouts[id.backend.port] = cluster.connect_timeout.value_or(milliseconds(0)).count();
    });
    return timeouts;
  }

  // By listener: "name=value ...".
  std::map<std::string, std::string> Headers() {
    std::map<std::string, std::string> headers;
    Commit().frontend_policies.ForEach([&](const FrontendId& id, const ir::PolicyFragment& policy) {
      for (const ir::HeaderValue& header : policy.response_headers.set) {
        headers[id.section] += header.name + "=" + header.value + " ";
      }
    });
    return headers;
  }

  // By ancestor: "reason: message".
  std::map<std::string, std::string> StatusOf(const std::string& name) {
    std::map<std::string, std::string> said;
    const status::Document* const document =
        Commit().statuses.Peek({kTestPolicy, "team", name});
    if (document == nullptr) return said;
    for (const auto& ancestor : std::get<status::PolicyStatus>(document->status).ancestors) {
      EXPECT_EQ(ancestor.controller_name, kController);
      const status::Condition& condition = ancestor.conditions.at(0);
      const std::string& section = ancestor.ref.section_name;
      said[ancestor.ref.object.kind + " " + ancestor.ref.object.name +
           (section.empty() ? "" : " " + section)] = condition.reason + ": " + condition.message;
    }
    return said;
  }

  static PolicySpec OfService(const std::string& name, int milliseconds,
                              const std::string& section = "") {
    return {.ns = "team",
            .name = name,
            .targets = {{.name = "s", .section = section}},
            .connect_milliseconds = milliseconds};
  }
  static PolicySpec OfGateway(const std::string& name, const std::string& value,
                              const std::string& section = "") {
    return {.ns = "team",
            .name = name,
            .targets = {{.kind = "Gateway", .name = "gateway", .section = section}},
            .header = value};
  }

  Translator translator_;
};

TEST_F(PoliciesTest, AServiceAndOneOfItsPorts) {
  EXPECT_THAT(ConnectTimeouts(), ElementsAre(Pair(80, 0), Pair(81, 0)));
  Put(OfService("all", 200));
  EXPECT_THAT(ConnectTimeouts(), ElementsAre(Pair(80, 200), Pair(81, 200)));
  Put(OfService("one", 300, "p81"));
  EXPECT_THAT(ConnectTimeouts(), ElementsAre(Pair(80, 200), Pair(81, 300)));
  EXPECT_THAT(StatusOf("one"),
              ElementsAre(Pair("Gateway gateway", "Accepted: The policy is in force.")));
  EXPECT_THAT(StatusOf("all"),
              ElementsAre(Pair("Gateway gateway", "Accepted: TestPolicy team/one takes its place "
                                                  "on \"p81\" of Service team/s.")));
  Erase(OfService("all", 200));
  EXPECT_THAT(ConnectTimeouts(), ElementsAre(Pair(80, 0), Pair(81, 300)));
  EXPECT_THAT(StatusOf("all"), IsEmpty());
}

TEST_F(PoliciesTest, AGatewayAndOneOfItsListeners) {
  EXPECT_THAT(Headers(), IsEmpty());
  Put(OfGateway("all", "a"));
  Put(OfGateway("one", "b", "other"));
  EXPECT_THAT(Headers(),
              ElementsAre(Pair("http", "testpolicy=a "), Pair("other", "testpolicy=b ")));
  EXPECT_THAT(StatusOf("one"),
              ElementsAre(Pair("Gateway gateway other", "Accepted: The policy is in force.")));
}

TEST_F(PoliciesTest, TheOlderAndThenTheFirstByNameIsInForce) {
  PolicySpec young = OfService("a", 100), old = OfService("b", 200), as_old = OfService("c", 300);
  young.created = 20;
  old.created = as_old.created = 10;
  Put(young);
  Put(old);
  Put(as_old);
  EXPECT_THAT(ConnectTimeouts(), ElementsAre(Pair(80, 200), Pair(81, 200)));
  for (const char* const loser : {"a", "c"}) {
    EXPECT_THAT(StatusOf(loser),
                ElementsAre(Pair("Gateway gateway",
                                 HasSubstr("Conflicted: spec.targetRefs[0]: TestPolicy team/b"))));
  }
  Erase(old);
  EXPECT_THAT(ConnectTimeouts(), ElementsAre(Pair(80, 300), Pair(81, 300)));
  EXPECT_THAT(StatusOf("c"), ElementsAre(Pair("Gateway gateway", HasSubstr("Accepted: "))));
}

TEST_F(PoliciesTest, WhatLosesOneTargetIsInForceOnTheOther) {
  PolicySpec first = OfService("a", 100), both = OfService("b", 200);
  both.targets.push_back({.kind = "Gateway", .name = "gateway"});
  both.header = "b";
  Put(first);
  Put(both);
  EXPECT_THAT(ConnectTimeouts(), ElementsAre(Pair(80, 100), Pair(81, 100)));
  EXPECT_THAT(Headers(), UnorderedElementsAre(Pair("http", "testpolicy=b "),
                                              Pair("other", "testpolicy=b ")));
  EXPECT_THAT(StatusOf("b"), ElementsAre(Pair("Gateway gateway", HasSubstr("Conflicted: "))));
}

TEST_F(PoliciesTest, KindsAddUpInTheOrderOfTheirNames) {
  PolicySpec test = OfGateway("p", "t"), other = OfGateway("p", "o");
  other.kind = "OtherPolicy";
  Put(test);
  Put(other);
  EXPECT_THAT(Headers(), Contains(Pair("http", "otherpolicy=o testpolicy=t ")));
  PolicySpec later = OfService("q", 200), earlier = OfService("q", 100);
  earlier.kind = "OtherPolicy";
  Put(later);
  Put(earlier);
  EXPECT_THAT(ConnectTimeouts(), Contains(Pair(80, 200)));
}

TEST_F(PoliciesTest, WhatCannotBeUsedHasNoEffect) {
  PolicySpec refused = OfService("a", 100), next = OfService("b", 200);
  refused.refused = true;
  Put(refused);
  Put(next);
  EXPECT_THAT(ConnectTimeouts(), Contains(Pair(80, 200)));
  EXPECT_THAT(StatusOf("a"),
              ElementsAre(Pair("Gateway gateway",
                               "Invalid: spec.refused: true is refused; leave it out")));
  refused.plugin_throws = true;
  Put(refused);
  EXPECT_THAT(StatusOf("a"),
              ElementsAre(Pair("Gateway gateway", HasSubstr("PluginFailed: Plugin test failed"))));
}

TEST_F(PoliciesTest, AReferenceIsFollowed) {
  PolicySpec policy = OfGateway("p", "");
  policy.from = "values";
  Put(policy);
  EXPECT_THAT(Headers(), IsEmpty());
  EXPECT_THAT(StatusOf("p"),
              ElementsAre(Pair("Gateway gateway", HasSubstr("Invalid: spec.headerFrom: ConfigMap "
                                                            "team/values does not exist"))));
  Put(ValueSpec{.ns = "team", .name = "values", .value = "v"});
  EXPECT_THAT(Headers(), Contains(Pair("http", "testpolicy=v ")));
  Put(ValueSpec{.ns = "team", .name = "values"});
  EXPECT_THAT(StatusOf("p"),
              ElementsAre(Pair("Gateway gateway", HasSubstr("so no header is set"))));
}

TEST_F(PoliciesTest, TargetsThatAreNone) {
  PolicySpec policy = OfService("p", 100, "p82");
  policy.targets.push_back({.name = "absent"});
  policy.targets.push_back({.kind = "Gateway", .name = "absent"});
  policy.targets.push_back({.kind = "Gateway", .name = "gateway", .section = "https"});
  policy.targets.push_back({.kind = "Bucket", .name = "s"});
  Put(policy);
  EXPECT_THAT(
      StatusOf("p"),
      UnorderedElementsAre(
          Pair("Service s p82", HasSubstr("TargetNotFound: spec.targetRefs[0]: Service team/s has "
                                          "no TCP port named \"p82\"")),
          Pair("Service absent", HasSubstr("TargetNotFound: spec.targetRefs[1]: Service "
                                           "team/absent does not exist")),
          Pair("Gateway absent", HasSubstr("TargetNotFound: spec.targetRefs[2]: ")),
          Pair("Gateway gateway https", HasSubstr("has no listener named \"https\"")),
          Pair("Bucket s", HasSubstr("Invalid: spec.targetRefs[4]: a TestPolicy cannot target kind "
                                     "Bucket; name a Service or Gateway"))));
}

TEST_F(PoliciesTest, AGatewayOfAnotherControllerIsNotOurs) {
  Put(GatewaySpec{.ns = "team", .name = "foreign", .gateway_class = "foreign"});
  PolicySpec policy = OfGateway("p", "a");
  policy.targets.front().name = "foreign";
  Put(policy);
  EXPECT_THAT(StatusOf("p"), IsEmpty());
}

TEST_F(PoliciesTest, AServiceThatNoGatewayUses) {
  Put(ServiceSpec{.ns = "team", .name = "idle"});
  PolicySpec policy = OfService("p", 100);
  policy.targets.front().name = "idle";
  Put(policy);
  EXPECT_THAT(StatusOf("p"),
              ElementsAre(Pair("Service idle",
                               "Accepted: No Gateway sends traffic to Service team/idle yet.")));
}

TEST_F(PoliciesTest, AtMost16AncestorsAreTold) {
  Put(OfService("p", 100));
  for (int i = 0; i < 20; ++i) {
    const std::string name = "g" + std::to_string(i);
    Put(GatewaySpec{.ns = "team", .name = name, .listeners = {{.name = "http"}}});
    Put(RouteSpec{.ns = "team",
                  .name = name,
                  .parents = {{.name = name}},
                  .rules = {{.backends = {{.name = "s"}}}}});
  }
  EXPECT_EQ(StatusOf("p").size(), 16u);
}

}  // namespace
}  // namespace meshgate::pipeline::world
