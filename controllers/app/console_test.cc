#include "controllers/app/console.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "core/resource/well_known.h"
#include "core/status/reasons.h"

namespace meshgate::app {
namespace {

using status::MakeCondition;

status::Document Route(std::vector<std::vector<status::Condition>> parents) {
  status::RouteStatus route;
  for (auto& conditions : parents) {
    status::ParentStatus parent;
    parent.ref.object.name = "gw" + std::to_string(route.parents.size());
    parent.conditions = std::move(conditions);
    route.parents.push_back(std::move(parent));
  }
  return {{resource::Kind::Of("g", "HTTPRoute"), "demo", "echo"}, "g/v1", 1, std::move(route)};
}

TEST(ConsoleTest, OneLineWhenAllIsWell) {
  const status::Document document =
      Route({{MakeCondition(status::kRouteAcceptedTrueAccepted),
              MakeCondition(status::kRouteResolvedRefsTrueResolvedRefs)}});
  EXPECT_EQ(StateLines(document, {"127.0.0.1:8080"}, false),
            "HTTPRoute demo/echo  Accepted ResolvedRefs  -> 127.0.0.1:8080\n");
}

TEST(ConsoleTest, WhatIsWrongHasALineOfItsOwn) {
  const status::Document document =
      Route({{MakeCondition(status::kRouteAcceptedTrueAccepted)},
             {MakeCondition(status::kRouteAcceptedFalseNoMatchingParent, "no such listener")}});
  EXPECT_EQ(StateLines(document, {}, false),
            "HTTPRoute demo/echo  not Accepted\n"
            "    parent gw1: Accepted=False NoMatchingParent: no such listener\n");
}

TEST(ConsoleTest, NegativePolarityReadsAsWritten) {
  status::GatewayStatus gateway;
  gateway.conditions = {MakeCondition(status::kGatewayAcceptedTrueAccepted)};
  gateway.listeners.resize(2);
  gateway.listeners[0] = {"a", {}, 0, {MakeCondition(status::kListenerConflictedFalseNoConflicts)}};
  gateway.listeners[1] = {
      "b", {}, 0, {MakeCondition(status::kListenerConflictedTrueHostnameConflict, "same")}};
  EXPECT_EQ(StateLines({{resource::kGateway, "demo", "gw"}, "g/v1", 1, gateway}, {}, false),
            "Gateway demo/gw  Accepted\n"
            "    listener b: Conflicted=True HostnameConflict: same\n");
}

TEST(ConsoleTest, ABadListenerIsNoVerdictOnItsGateway) {
  status::GatewayStatus gateway;
  gateway.conditions = {MakeCondition(status::kGatewayAcceptedTrueListenersNotValid),
                        MakeCondition(status::kGatewayProgrammedTrueProgrammed)};
  gateway.listeners = {
      {"a",
       {},
       0,
       {MakeCondition(status::kListenerAcceptedFalseUnsupportedProtocol, "none"),
        MakeCondition(status::kListenerProgrammedFalseInvalid, "not served")}}};
  EXPECT_EQ(StateLines({{resource::kGateway, "demo", "gw"}, "g/v1", 1, gateway}, {}, false),
            "Gateway demo/gw  Accepted Programmed\n"
            "    listener a: Accepted=False UnsupportedProtocol: none\n"
            "    listener a: Programmed=False Invalid: not served\n");
}

TEST(ConsoleTest, ParentsOfOneNameAreToldApart) {
  const auto bad = MakeCondition(status::kRouteAcceptedFalseNoMatchingParent, "x");
  status::Document document = Route({{bad}, {bad}, {bad}});
  auto& parents = std::get<status::RouteStatus>(document.status).parents;
  const ir::ObjectName edge{"", "", "", "edge"};
  parents[0].ref = {edge, "http", 0};
  parents[1].ref = {edge, "", 8110};
  parents[2].ref = {edge, "http", 80};
  EXPECT_EQ(StateLines(document, {}, false),
            "HTTPRoute demo/echo  not Accepted\n"
            "    parent edge/http: Accepted=False NoMatchingParent: x\n"
            "    parent edge:8110: Accepted=False NoMatchingParent: x\n"
            "    parent edge/http:80: Accepted=False NoMatchingParent: x\n");
}

TEST(ConsoleTest, ColoursOnlyWhereTheyAreWanted) {
  EXPECT_EQ(Colored(false, Color::kRed, "x"), "x");
  EXPECT_EQ(Colored(true, Color::kRed, "x"), "\033[31mx\033[0m");
  const int fd = open("/dev/null", O_WRONLY);
  EXPECT_FALSE(WantsColor(fd));
  close(fd);
}

TEST(ConsoleTest, AFindingNamesItsPlace) {
  EXPECT_EQ(
      FindingLine({provider::Severity::kError, "a.yaml", {3, 7}, "Service demo/x", "bad"}, false),
      "error: a.yaml:3:7: Service demo/x: bad\n");
  EXPECT_EQ(FindingLine({provider::Severity::kInfo, "a.yaml", {}, "", "is readable again"}, false),
            "a.yaml: is readable again\n");
}

}  // namespace
}  // namespace meshgate::app
