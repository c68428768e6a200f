#include "controllers/sinks/status/status_hold.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "core/resource/kind.h"
#include "core/resource/well_known.h"
#include "core/status/condition.h"
#include "core/status/reasons.h"

namespace meshgate::status_sink {
namespace {

using resource::ObjectId;
using std::chrono::milliseconds;
using testing::ElementsAre;
using testing::IsEmpty;

const resource::Kind kRoute = resource::Kind::Of("g", "Route");
const ObjectId kRouteId{kRoute, "demo", "echo"};
const ObjectId kGatewayId{resource::kGateway, "demo", "gw"};
const StatusHold::Time kStart{};

StatusChange Route(const status::Reason& accepted, const std::string& message = "") {
  status::ParentStatus parent;
  parent.ref.object.name = "gw";
  parent.conditions = {status::MakeCondition(accepted, message)};
  return {kRouteId, status::Document{kRouteId, "g/v1", 1, status::RouteStatus{{parent}}}};
}

StatusChange Gateway(const status::Reason& programmed) {
  status::GatewayStatus gateway;
  gateway.conditions = {status::MakeCondition(programmed)};
  return {kGatewayId, status::Document{kGatewayId, "g/v1", 1, gateway}};
}

std::vector<std::string> Reasons(const std::vector<StatusChange>& changes) {
  std::vector<std::string> reasons;
  for (const StatusChange& change : changes) {
    if (!change.document) {
      reasons.push_back("gone");
    } else if (const auto* route = std::get_if<status::RouteStatus>(&change.document->status)) {
      reasons.push_back(route->parents[0].conditions[0].reason);
    } else {
      reasons.push_back(
          std::get<status::GatewayStatus>(change.document->status).conditions[0].reason);
    }
  }
  return reasons;
}

class StatusHoldTest : public testing::Test {
 protected:
  void Offer(StatusChange change, uint64_t commit, milliseconds after = milliseconds(0)) {
    hold_.Offer(std::move(change), commit, {kGatewayId}, kStart + after);
  }
  std::vector<std::string> Take(milliseconds after = milliseconds(0)) {
    return Reasons(hold_.Take(kStart + after));
  }

  StatusHold hold_;
};

TEST_F(StatusHoldTest, AcceptedWaitsForTheProxies) {
  Offer(Route(status::kRouteAcceptedTrueAccepted), 5);
  EXPECT_THAT(Take(), IsEmpty());
  hold_.Acknowledge(kGatewayId, 4);
  EXPECT_THAT(Take(), IsEmpty());
  hold_.Acknowledge(kGatewayId, 5);
  EXPECT_THAT(Take(), ElementsAre("Accepted"));
  EXPECT_FALSE(hold_.next_deadline().has_value());
}

TEST_F(StatusHoldTest, NothingWaitsLongerThanTwoSeconds) {
  Offer(Route(status::kRouteAcceptedTrueAccepted), 5);
  Offer(Route(status::kRouteAcceptedTrueAccepted, "newer"), 6, milliseconds(1900));
  EXPECT_EQ(hold_.next_deadline(), kStart + milliseconds(2000));
  EXPECT_THAT(Take(milliseconds(1999)), IsEmpty());
  EXPECT_THAT(Take(milliseconds(2000)), ElementsAre("Accepted"));
}

TEST_F(StatusHoldTest, ARefusalPassesAtOnceAndReplacesWhatWaits) {
  Offer(Route(status::kRouteAcceptedTrueAccepted), 5);
  Offer(Route(status::kRouteAcceptedFalseNoMatchingParent), 6);
  EXPECT_THAT(Take(), ElementsAre("NoMatchingParent"));
}

TEST_F(StatusHoldTest, WhatIsAcceptedAlreadyIsNotHeldAgain) {
  hold_.Acknowledge(kGatewayId, 5);
  Offer(Route(status::kRouteAcceptedTrueAccepted), 5);
  EXPECT_THAT(Take(), ElementsAre("Accepted"));
  Offer(Route(status::kRouteAcceptedTrueAccepted, "other text"), 6);
  EXPECT_THAT(Take(), ElementsAre("Accepted"));
  Offer({kRouteId, std::nullopt}, 7);
  EXPECT_THAT(Take(), ElementsAre("gone"));
  Offer(Route(status::kRouteAcceptedTrueAccepted), 8);
  EXPECT_THAT(Take(), IsEmpty()) << "a new route of the same name is new";
}

TEST_F(StatusHoldTest, AGatewayIsPendingOnlyWhenItTakesLong) {
  Offer(Gateway(status::kGatewayProgrammedFalsePending), 5);
  EXPECT_THAT(Take(), IsEmpty());
  Offer(Gateway(status::kGatewayProgrammedTrueProgrammed), 6);
  EXPECT_THAT(Take(), ElementsAre("Programmed"));
  Offer(Gateway(status::kGatewayProgrammedFalsePending), 7, milliseconds(10));
  EXPECT_THAT(Take(milliseconds(2009)), IsEmpty());
  EXPECT_THAT(Take(milliseconds(2010)), ElementsAre("Pending"));
}

}  // namespace
}  // namespace meshgate::status_sink
