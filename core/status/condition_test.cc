#include "core/status/condition.h"

#include <algorithm>
#include <set>
#include <string>
#include <tuple>

#include "core/status/reasons.h"
#include "gtest/gtest.h"

namespace meshgate::status {
namespace {

TEST(ReasonsTest, AConstantCarriesItsRow) {
  EXPECT_EQ(kRouteAcceptedFalseNoMatchingParent.subject, Subject::kRoute);
  EXPECT_EQ(kRouteAcceptedFalseNoMatchingParent.type, kAccepted);
  EXPECT_EQ(kRouteAcceptedFalseNoMatchingParent.status, ConditionStatus::kFalse);
  EXPECT_EQ(kRouteAcceptedFalseNoMatchingParent.name, "NoMatchingParent");
}

TEST(ReasonsTest, EveryRowIsThereOnceWithATypeAndASentence) {
  std::set<std::tuple<Subject, std::string_view, ConditionStatus, std::string_view>> seen;
  for (const Reason& reason : AllReasons()) {
    EXPECT_TRUE(seen.insert({reason.subject, reason.type, reason.status, reason.name}).second)
        << reason.type << " " << reason.name;
    const auto types = AllConditionTypes();
    EXPECT_TRUE(std::any_of(types.begin(), types.end(),
                            [&](const ConditionType& type) { return type.name == reason.type; }))
        << reason.type;
    EXPECT_TRUE(reason.sentence.ends_with('.')) << reason.type << " " << reason.name;
  }
  EXPECT_FALSE(seen.empty());
}

TEST(IsGoodTest, FollowsThePolarityOfTheType) {
  EXPECT_TRUE(IsGood(MakeCondition(kRouteAcceptedTrueAccepted)));
  EXPECT_FALSE(IsGood(MakeCondition(kRouteAcceptedFalseUnsupportedValue)));
  EXPECT_TRUE(IsGood(MakeCondition(kListenerConflictedFalseNoConflicts)));
  EXPECT_FALSE(IsGood(MakeCondition(kListenerConflictedTrueHostnameConflict)));
  EXPECT_FALSE(IsGood(MakeCondition(kRoutePartiallyInvalidTrueUnsupportedValue)));
  EXPECT_FALSE(IsGood({"Accepted", ConditionStatus::kUnknown, "Pending", ""}));
}

TEST(ReasonsTest, APluginRefusesARouteOnlyWithAKnownReason) {
  const Reason* reason = FindRouteRefusal("UnsupportedValue");
  ASSERT_NE(reason, nullptr);
  EXPECT_EQ(MakeCondition(*reason), MakeCondition(kRouteAcceptedFalseUnsupportedValue));
  EXPECT_EQ(FindRouteRefusal("Accepted"), nullptr);
  EXPECT_EQ(FindRouteRefusal("BackendNotFound"), nullptr);
  EXPECT_EQ(FindRouteRefusal("Whatever"), nullptr);
  EXPECT_EQ(FindRouteRefusal(""), nullptr);
}

// Gateway API, RouteConditionPartiallyInvalid.
TEST(ReasonsTest, ThePartiallyInvalidMessageStartsAsUpstreamDemands) {
  EXPECT_TRUE(kRoutePartiallyInvalidTrueUnsupportedValue.sentence.starts_with("Dropped Rule"));
}

TEST(MakeConditionTest, TakesTheSentenceUnlessThereIsAMessage) {
  EXPECT_EQ(MakeCondition(kGatewayProgrammedFalsePending),
            (Condition{"Programmed", ConditionStatus::kFalse, "Pending",
                       "The proxies have not acknowledged this generation yet."}));
  EXPECT_EQ(MakeCondition(kGatewayProgrammedFalsePending, "Waiting for 1 proxy.").message,
            "Waiting for 1 proxy.");
}

TEST(MakeConditionTest, CutsALongMessageBetweenCharacters) {
  const std::string longest(32768, 'x');
  EXPECT_EQ(MakeCondition(kRouteAcceptedTrueAccepted, longest).message, longest);
  EXPECT_EQ(MakeCondition(kRouteAcceptedTrueAccepted, longest + "y").message, longest);
  const std::string almost(32767, 'x');
  EXPECT_EQ(MakeCondition(kRouteAcceptedTrueAccepted, almost + "\u00e9").message, almost);
}

}  // namespace
}  // namespace meshgate::status
