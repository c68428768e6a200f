#include "controllers/sinks/status/merge.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "core/resource/json.h"
#include "core/resource/well_known.h"
#include "core/resource/yaml.h"
#include "core/status/reasons.h"

namespace meshgate::status_sink {
namespace {

using resource::ObjectId;

constexpr char kNow[] = "2026-11-29T00:00:00Z";
constexpr char kOurs[] = "gateways.kuma.io/controller";

std::shared_ptr<const resource::Tree> Status(const std::string& yaml) {
  resource::Decoded decoded = resource::DecodeYaml(yaml);
  EXPECT_FALSE(decoded.error) << decoded.error->message;
  return resource::Tree::Freeze(decoded.documents.at(0).value);
}

// With the fields of maps in order, so that texts are equal when values are.
std::string Sorted(const resource::Value& value) {
  std::string json;
  resource::EncodeJson(resource::Tree::Freeze(value)->root(), json);
  return json;
}
std::string Sorted(const std::string& json) {
  return Sorted(resource::DecodeJson(json).documents.at(0).value);
}

std::string Text(const std::optional<resource::Value>& patch) {
  return patch ? Sorted(*patch) : "none";
}

ir::ParentRef Ref(const std::string& name) {
  ir::ParentRef ref;
  ref.object = {"gateway.networking.k8s.io", "Gateway", "", name};
  return ref;
}

status::Document Route(std::vector<std::string> gateways) {
  status::RouteStatus route;
  for (const std::string& gateway : gateways) {
    route.parents.push_back(
        {Ref(gateway), kOurs, {MakeCondition(status::kRouteAcceptedTrueAccepted, "Yes.")}});
  }
  return {{resource::Kind::Of("gateway.networking.k8s.io", "HTTPRoute"), "ns", "r"}, "", 3, route};
}

std::string Parent(const std::string& gateway, const std::string& controller,
                   const std::string& status, const std::string& time,
                   const std::string& message = "Yes.") {
  return R"({"parentRef":{"group":"gateway.networking.k8s.io","kind":"Gateway","name":")" +
         gateway + R"("},"controllerName":")" + controller +
         R"(","conditions":[{"type":"Accepted","status":")" + status +
         R"(","observedGeneration":3,"lastTransitionTime":")" + time +
         R"(","reason":"Accepted","message":")" + message + R"("}]})";
}

std::string Parents(const std::vector<std::string>& parents) {
  std::string text;
  for (const std::string& parent : parents) text += (text.empty() ? "" : ",") + parent;
  return Sorted(R"({"parents":[)" + text + "]}");
}

TEST(PatchToSayTest, AFirstStatusIsWrittenWhole) {
  EXPECT_EQ(Text(PatchToSay(Route({"a"}), {}, kNow)), Parents({Parent("a", kOurs, "True", kNow)}));
}

TEST(PatchToSayTest, WhatIsSaidAlreadyIsNotWritten) {
  const auto current = Status(Parents({Parent("a", kOurs, "True", "2020-01-01T00:00:00Z")}));
  EXPECT_EQ(Text(PatchToSay(Route({"a"}), current->root(), kNow)), "none");
}

TEST(PatchToSayTest, ATimeChangesWithTheStatusOfItsConditionAlone) {
  const auto message =
      Status(Parents({Parent("a", kOurs, "True", "2020-01-01T00:00:00Z", "Another.")}));
  EXPECT_EQ(Text(PatchToSay(Route({"a"}), message->root(), kNow)),
            Parents({Parent("a", kOurs, "True", "2020-01-01T00:00:00Z")}));
  const auto status = Status(Parents({Parent("a", kOurs, "False", "2020-01-01T00:00:00Z")}));
  EXPECT_EQ(Text(PatchToSay(Route({"a"}), status->root(), kNow)),
            Parents({Parent("a", kOurs, "True", kNow)}));
}

TEST(PatchToSayTest, OtherControllersParentsStayWhereTheyAre) {
  const std::string other = Parent("a", "example.com/other", "False", "2021-01-01T00:00:00Z");
  const std::string old = Parent("gone", kOurs, "True", "2020-01-01T00:00:00Z");
  const auto current = Status(Parents({old, other}));
  EXPECT_EQ(Text(PatchToSay(Route({"a", "b"}), current->root(), kNow)),
            Parents({other, Parent("a", kOurs, "True", kNow), Parent("b", kOurs, "True", kNow)}));
}

TEST(PatchToSayTest, OfTooManyParentsOursAreLeftOut) {
  std::vector<std::string> others;
  for (int i = 0; i < 31; ++i) {
    others.push_back(Parent("p" + std::to_string(i), "example.com/other", "True", kNow));
  }
  const auto current = Status(Parents(others));
  others.push_back(Parent("a", kOurs, "True", kNow));
  EXPECT_EQ(Text(PatchToSay(Route({"a", "b"}), current->root(), kNow)), Parents(others));
  const auto written = Status(Parents(others));
  EXPECT_EQ(Text(PatchToSay(Route({"a", "b"}), written->root(), kNow)), "none");
}

status::Document Policy(const std::vector<std::string>& gateways) {
  status::PolicyStatus policy;
  for (const std::string& gateway : gateways) {
    policy.ancestors.push_back(
        {Ref(gateway), kOurs, {MakeCondition(status::kPolicyAcceptedTrueAccepted, "Yes.")}});
  }
  return {{resource::Kind::Of("g.io", "Policy"), "ns", "p"}, "", 3, policy};
}

// The same entries under the names that policies use.
std::string Ancestors(const std::vector<std::string>& entries) {
  std::string text = Parents(entries);
  const std::pair<std::string, std::string> names[] = {{"\"parents\"", "\"ancestors\""},
                                                       {"\"parentRef\"", "\"ancestorRef\""}};
  for (const auto& [from, to] : names) {
    for (size_t at = text.find(from); at != std::string::npos; at = text.find(from, at)) {
      text.replace(at, from.size(), to);
    }
  }
  return Sorted(text);
}

TEST(PatchToSayTest, OfPoliciesOtherControllersAncestorsStayWhereTheyAre) {
  const std::string other = Parent("a", "example.com/other", "False", "2021-01-01T00:00:00Z");
  const std::string old = Parent("gone", kOurs, "True", "2020-01-01T00:00:00Z");
  const auto current = Status(Ancestors({old, other}));
  EXPECT_EQ(Text(PatchToSay(Policy({"a"}), current->root(), kNow)),
            Ancestors({other, Parent("a", kOurs, "True", kNow)}));
  EXPECT_EQ(Text(PatchToForget(current->root(), kOurs)), Ancestors({other}));
}

TEST(PatchToSayTest, OfMoreThan16AncestorsOursAreLeftOut) {
  std::vector<std::string> others;
  for (int i = 0; i < 15; ++i) {
    others.push_back(Parent("p" + std::to_string(i), "example.com/other", "True", kNow));
  }
  const auto current = Status(Ancestors(others));
  others.push_back(Parent("a", kOurs, "True", kNow));
  EXPECT_EQ(Text(PatchToSay(Policy({"a", "b"}), current->root(), kNow)), Ancestors(others));
}

TEST(PatchToForgetTest, TakesOurParentsAwayAndNoOthers) {
  const std::string other = Parent("a", "example.com/other", "True", kNow);
  const auto both = Status(Parents({Parent("a", kOurs, "True", kNow), other}));
  EXPECT_EQ(Text(PatchToForget(both->root(), kOurs)), Parents({other}));
  const auto theirs = Status(Parents({other}));
  EXPECT_EQ(Text(PatchToForget(theirs->root(), kOurs)), "none");
  EXPECT_EQ(Text(PatchToForget({}, kOurs)), "none");
}

status::Document Gateway(std::vector<status::Address> addresses) {
  status::GatewayStatus gateway;
  gateway.addresses = std::move(addresses);
  gateway.conditions = {MakeCondition(status::kGatewayProgrammedTrueProgrammed, "Yes.")};
  gateway.listeners = {
      {"http", {}, 1, {MakeCondition(status::kListenerAcceptedTrueAccepted, "L.")}}};
  return {{resource::kGateway, "ns", "g"}, "", 1, gateway};
}

constexpr char kListeners[] =
    R"([{"name":"http","supportedKinds":[],"attachedRoutes":1,"conditions":[{"type":"Accepted",)"
    R"("status":"True","observedGeneration":1,"lastTransitionTime":"2020-01-01T00:00:00Z",)"
    R"("reason":"Accepted","message":"L."}]}])";

TEST(PatchToSayTest, OfAGatewayOnlyWhatDiffersIsWritten) {
  const auto current = Status(
      R"({"addresses":[{"type":"IPAddress","value":"192.0.2.1"}],"attachedListenerSets":2,)"
      R"("conditions":[{"type":"Programmed","status":"Unknown","reason":"Pending",)"
      R"("lastTransitionTime":"1970-01-01T00:00:00Z","message":"Waiting"},)"
      R"({"type":"example.com/Audited","status":"True","reason":"Audit","message":"Theirs.",)"
      R"("lastTransitionTime":"2020-01-01T00:00:00Z"}],"listeners":)" +
      std::string(kListeners) + "}");
  EXPECT_EQ(
      Text(PatchToSay(Gateway({{"IPAddress", "192.0.2.1"}}), current->root(), kNow)),
      Sorted(R"({"conditions":[{"type":"Programmed","status":"True","observedGeneration":1,)"
             R"("lastTransitionTime":"2026-11-29T00:00:00Z","reason":"Programmed",)"
             R"("message":"Yes."},{"type":"example.com/Audited","status":"True","reason":"Audit",)"
             R"("message":"Theirs.","lastTransitionTime":"2020-01-01T00:00:00Z"}]})"));
}

TEST(PatchToSayTest, AFieldThatHasNothingLeftIsRemoved) {
  const auto current = Status(
      R"({"addresses":[{"type":"IPAddress","value":"192.0.2.1"}],)"
      R"("conditions":[{"type":"Programmed","status":"True","observedGeneration":1,)"
      R"("lastTransitionTime":"2020-01-01T00:00:00Z","reason":"Programmed","message":"Yes."}],)"
      R"("listeners":)" +
      std::string(kListeners) + "}");
  EXPECT_EQ(Text(PatchToSay(Gateway({}), current->root(), kNow)), R"({"addresses":null})");
}

}  // namespace
}  // namespace meshgate::status_sink
