// What only a running data plane, or plugins for more protocols, bring into a Gateway's status.
#include <map>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "core/pipeline/gateways.h"
#include "core/pipeline/testing/objects.h"
#include "core/pipeline/testing/world.h"
#include "core/status/document.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace meshgate::pipeline {
namespace {

using testing::HasSubstr;
using world::ClassSpec;
using world::GatewaySpec;
using world::ListenerSpec;
using world::Start;
using world::World;

// "type=status/reason" by type, and the messages beside them.
struct Report {
  std::map<std::string, std::string> said;
  std::map<std::string, std::string> messages;
};

Report ReportOf(const std::vector<status::Condition>& conditions) {
  Report report;
  for (const status::Condition& condition : conditions) {
    report.said[condition.type] =
        std::string(status::ToString(condition.status)) + "/" + condition.reason;
    report.messages[condition.type] = condition.message;
  }
  return report;
}

class GatewayStatusTest : public testing::Test {
 protected:
  GatewayStatusTest() {
    world_.Put(ClassSpec{});
    world_.Put(gateway_);
  }

  status::GatewayStatus StatusOf(const GatewaySpec& gateway) {
    const std::unique_ptr<Translator> translator = Start(world_, options_);
    return std::get<status::GatewayStatus>(
        translator->tables().statuses.Peek(IdOf(gateway))->status);
  }
  Report Gateway() { return ReportOf(StatusOf(gateway_).conditions); }
  Report Listener() { return ReportOf(StatusOf(gateway_).listeners.at(0).conditions); }

  const GatewaySpec gateway_{.listeners = {{.name = "web", .port = 8080}}};
  const FrontendId frontend_{IdOf(gateway_), "web"};
  World world_;
  Options options_;
};

TEST_F(GatewayStatusTest, ProgrammedIsPendingUntilTheProxiesHaveThisContent) {
  EXPECT_EQ(Gateway().said["Programmed"], "False/Pending");
  EXPECT_EQ(Listener().said["Programmed"], "False/Pending");

  world_.acks[frontend_] = {1, 2};  // of other content
  EXPECT_EQ(Gateway().said["Programmed"], "False/Pending");

  world_.acks[frontend_] = *Start(world_, options_)->tables().listener_hashes.Peek(frontend_);
  EXPECT_EQ(Gateway().said["Programmed"], "True/Programmed");
  EXPECT_EQ(Listener().said["Programmed"], "True/Programmed");
}

TEST_F(GatewayStatusTest, ARefusedPortIsSaidAtItsListener) {
  world_.rejections[{IdOf(gateway_), 8080}] = "address in use";
  Report listener = Listener();
  EXPECT_EQ(listener.said["Accepted"], "False/PortUnavailable");
  EXPECT_EQ(listener.said["Programmed"], "False/Invalid");
  EXPECT_THAT(listener.messages["Accepted"], HasSubstr("address in use"));
  EXPECT_EQ(Gateway().said["Programmed"], "False/Invalid");
}

TEST_F(GatewayStatusTest, TheOlderGatewayHasTheSocketAndTheOtherIsToldWhoHasIt) {
  options_.host_network = HostNetwork();
  const GatewaySpec younger{
      .name = "a-younger", .listeners = {{.name = "web", .port = 8080}}, .created = 9};
  world_.Put(younger);
  EXPECT_EQ(Gateway().said["Programmed"], "False/Pending");
  Report other = ReportOf(StatusOf(younger).conditions);
  EXPECT_EQ(other.said["Programmed"], "False/AddressNotUsable");
  EXPECT_THAT(other.messages["Programmed"], HasSubstr("Gateway infra/gateway"));
}

TEST(FindConflictsTest, ProtocolsThatCannotShareAPortAreAllRefused) {
  std::vector<Listener> listeners(3);
  listeners[0] = {.name = "http", .port = 80, .protocol = "HTTP"};
  listeners[1] = {.name = "tcp", .port = 80, .protocol = "TCP"};
  listeners[2] = {.name = "udp", .port = 80, .protocol = "UDP"};
  FindConflicts(listeners);
  for (int i : {0, 1}) {
    EXPECT_EQ(listeners[i].not_accepted->reason, &status::kListenerAcceptedFalseProtocolConflict);
    EXPECT_EQ(listeners[i].conflicted->reason, &status::kListenerConflictedTrueProtocolConflict);
  }
  EXPECT_FALSE(listeners[2].conflicted) << "UDP ports are other ports";
}

}  // namespace
}  // namespace meshgate::pipeline
