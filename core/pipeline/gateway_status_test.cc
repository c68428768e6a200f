// What statuses say of feedback, of Gateways that share a machine and of what only plugins bring:
// no golden case can show it, since `translate` has no data plane.
#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "core/pipeline/testing/objects.h"
#include "core/pipeline/testing/route_kinds.h"
#include "core/pipeline/translator.h"
#include "gtest/gtest.h"

namespace meshgate::pipeline::world {
namespace {

class GatewayStatusTest : public testing::Test {
 protected:
  explicit GatewayStatusTest(Options options = {}) : translator_(Registry(), std::move(options)) {
    Put(ClassSpec());
  }

  void Put(const Spec& spec) { translator_.inputs().Put(Make(spec)); }

  template <class Status>
  Status StatusOf(const Spec& spec) {
    translator_.engine().Commit();
    return std::get<Status>(translator_.tables().statuses.Peek(IdOf(spec))->status);
  }
  status::GatewayStatus GatewayStatusOf(const GatewaySpec& gateway) {
    return StatusOf<status::GatewayStatus>(gateway);
  }

  // The condition as "Accepted=True Accepted".
  static std::string Say(const std::vector<status::Condition>& conditions, std::string_view type) {
    const status::Condition* const found = Find(conditions, type);
    if (found == nullptr) return "";
    return found->type + "=" + std::string(ToString(found->status)) + " " + found->reason;
  }
  static std::string Message(const std::vector<status::Condition>& conditions,
                             std::string_view type) {
    const status::Condition* const found = Find(conditions, type);
    return found == nullptr ? "" : found->message;
  }

  static std::string False(std::string_view type, std::string_view reason) {
    return std::string(type) + "=False " + std::string(reason);
  }
  static std::string True(std::string_view type, std::string_view reason) {
    return std::string(type) + "=True " + std::string(reason);
  }

  Translator translator_;

 private:
  static const status::Condition* Find(const std::vector<status::Condition>& conditions,
                                       std::string_view type) {
    for (const status::Condition& condition : conditions) {
      if (condition.type == type) return &condition;
    }
    return nullptr;
  }
};

// RefusedByProxy
TEST_F(GatewayStatusTest, ARouteThatProxiesRefuseIsNotAcceptedByTheirGateway) {
  const GatewaySpec one{.name = "one", .listeners = {{.name = "http"}}};
  const GatewaySpec two{.name = "two", .listeners = {{.name = "http"}}};
  RouteSpec route;
  route.ns = "infra";
  route.name = "route";
  route.parents = {{"", "one"}, {"", "two"}};
  Put(one);
  Put(two);
  Put(route);
  translator_.inputs().blames.Put(IdOf(route), {{IdOf(one), "unknown matcher"}});
  auto parents = StatusOf<status::RouteStatus>(route).parents;
  ASSERT_EQ(parents.size(), 2u);
  EXPECT_EQ(Say(parents[0].conditions, "Accepted"), False("Accepted", "RefusedByProxy"));
  EXPECT_EQ(Message(parents[0].conditions, "Accepted"), "unknown matcher");
  EXPECT_EQ(Say(parents[1].conditions, "Accepted"), True("Accepted", "Accepted"));
  translator_.inputs().blames.Erase(IdOf(route));
  parents = StatusOf<status::RouteStatus>(route).parents;
  EXPECT_EQ(Say(parents[0].conditions, "Accepted"), True("Accepted", "Accepted"));
}

TEST_F(GatewayStatusTest, ProgrammedOnlyWhenThisContentIsAcknowledged) {
  GatewaySpec gateway{.listeners = {{.name = "http"}}};
  Put(gateway);
  status::GatewayStatus status = GatewayStatusOf(gateway);
  EXPECT_EQ(Say(status.conditions, "Accepted"), True("Accepted", "Accepted"));
  EXPECT_EQ(Say(status.conditions, "Programmed"), False("Programmed", "Pending"));
  EXPECT_EQ(Say(status.listeners[0].conditions, "Programmed"), False("Programmed", "Pending"));

  const FrontendId id{IdOf(gateway), "http"};
  translator_.inputs().acks.Put(id, *translator_.tables().listener_hashes.Peek(id));
  status = GatewayStatusOf(gateway);
  EXPECT_EQ(Say(status.conditions, "Programmed"), True("Programmed", "Programmed"));
  EXPECT_EQ(Say(status.listeners[0].conditions, "Programmed"), True("Programmed", "Programmed"));

  gateway.listeners[0].hostname = "a.example.com";
  Put(gateway);
  status = GatewayStatusOf(gateway);
  EXPECT_EQ(Say(status.conditions, "Programmed"), False("Programmed", "Pending"));
}

TEST_F(GatewayStatusTest, APortThatTheProxyCannotOpenIsSaidAtItsListener) {
  const GatewaySpec gateway{
      .listeners = {{.name = "one", .port = 80}, {.name = "two", .port = 81}}};
  Put(gateway);
  translator_.inputs().rejections.Put({IdOf(gateway), ir::Transport::kTcp, 80}, "address in use");
  const status::GatewayStatus status = GatewayStatusOf(gateway);
  EXPECT_EQ(Say(status.conditions, "Accepted"), True("Accepted", "ListenersNotValid"));
  EXPECT_EQ(Message(status.conditions, "Accepted"),
            "Not valid, see the conditions of these listeners: one. Accepted: two.");
  const auto& one = status.listeners[0].conditions;
  const auto& two = status.listeners[1].conditions;
  EXPECT_EQ(Say(one, "Accepted"), False("Accepted", "PortUnavailable"));
  EXPECT_EQ(Message(one, "Accepted"),
            "the proxy cannot open port 80: address in use; free the port, choose another one or "
            "map it with --port-map");
  EXPECT_EQ(Say(one, "Programmed"), False("Programmed", "Invalid"));
  EXPECT_EQ(Say(two, "Accepted"), True("Accepted", "Accepted"));
}

TEST_F(GatewayStatusTest, HttpAndTcpOnOnePortConflict) {
  const GatewaySpec gateway{.listeners = {{.name = "http"},
                                          {.name = "tcp", .protocol = "TCP"},
                                          {.name = "good", .port = 81}}};
  Put(gateway);
  const status::GatewayStatus status = GatewayStatusOf(gateway);
  EXPECT_EQ(Say(status.conditions, "Accepted"), True("Accepted", "ListenersNotValid"));
  for (const size_t i : {0, 1}) {
    const auto& conditions = status.listeners[i].conditions;
    EXPECT_EQ(Say(conditions, "Accepted"), False("Accepted", "ProtocolConflict"));
    EXPECT_EQ(Say(conditions, "Conflicted"), True("Conflicted", "ProtocolConflict"));
  }
  EXPECT_EQ(Say(status.listeners[2].conditions, "Conflicted"), False("Conflicted", "NoConflicts"));
}

TEST_F(GatewayStatusTest, AListenerOfTcpTakesItsPortAlone) {
  const GatewaySpec gateway{.listeners = {{.name = "one", .protocol = "TCP", .hostname = "a.com"},
                                          {.name = "two", .protocol = "TCP", .hostname = "b.com"},
                                          {.name = "good", .port = 81, .protocol = "TCP"}}};
  Put(gateway);
  const status::GatewayStatus status = GatewayStatusOf(gateway);
  for (const size_t i : {0, 1}) {
    const auto& conditions = status.listeners[i].conditions;
    EXPECT_EQ(Say(conditions, "Accepted"), False("Accepted", "ProtocolConflict"));
    EXPECT_EQ(Say(conditions, "Conflicted"), True("Conflicted", "ProtocolConflict"));
  }
  EXPECT_EQ(Say(status.listeners[2].conditions, "Accepted"), True("Accepted", "Accepted"));
}

TEST_F(GatewayStatusTest, AnL4RouteServesItsFirstRuleAndSaysSo) {
  const RouteSpec route{.ns = "infra",
                        .name = "route",
                        .kind = "TCPRoute",
                        .parents = {{.name = "gateway"}},
                        .rules = {{.backends = {{.name = "s"}}}, {.backends = {{.name = "t"}}}}};
  const GatewaySpec gateway{.listeners = {{.name = "tcp", .protocol = "TCP"}}};
  Put(gateway);
  Put(ServiceSpec{.ns = "infra", .name = "s"});
  Put(ServiceSpec{.ns = "infra", .name = "t"});
  Put(route);
  const auto status = StatusOf<status::RouteStatus>(route);
  const auto& conditions = status.parents.at(0).conditions;
  EXPECT_EQ(Say(conditions, "Accepted"), True("Accepted", "Accepted"));
  EXPECT_EQ(Say(conditions, "PartiallyInvalid"), True("PartiallyInvalid", "UnsupportedValue"));
  EXPECT_EQ(Message(conditions, "PartiallyInvalid").find("Dropped Rule: spec.rules[1]: "), 0u);
  const L4Service* const service = translator_.tables().l4.Peek({{IdOf(gateway), "tcp"}, "*"});
  ASSERT_EQ(service->backends.size(), 1u);
  EXPECT_EQ(service->backends[0].backend->service, "s");
}

TEST_F(GatewayStatusTest, APluginThatFailsOnARouteIsNamed) {
  const RouteSpec route{
      .ns = "infra", .name = "route", .parents = {{.name = "gateway"}}, .plugin_throws = true};
  Put(GatewaySpec{.listeners = {{.name = "http"}}});
  Put(route);
  const auto status = StatusOf<status::RouteStatus>(route);
  ASSERT_EQ(status.parents.size(), 1u);
  EXPECT_EQ(Say(status.parents[0].conditions, "Accepted"), False("Accepted", "PluginFailed"));
  EXPECT_NE(Message(status.parents[0].conditions, "Accepted").find("Plugin test failed"),
            std::string::npos);
}

// Requests of its hostnames do not fall through to wider ones, and those of others are theirs.
TEST_F(GatewayStatusTest, ARouteThatAPluginFailsOnAnswersForItsHostnamesLast) {
  const auto route = [](const std::string& name, const std::string& hostname) {
    RouteSpec spec;
    spec.ns = "infra";
    spec.name = name;
    spec.parents = {{"", "gateway"}};
    spec.hostnames = {hostname};
    spec.rules = {{{{"/"}}}};
    return spec;
  };
  Put(GatewaySpec{.listeners = {{.name = "http"}}});
  RouteSpec failing = route("failing", "a.example.com");
  failing.plugin_throws = true;
  Put(failing);
  Put(route("wide", "*.example.com"));
  translator_.engine().Commit();
  const FrontendId listener{IdOf(GatewaySpec()), "http"};
  const auto routes_at = [&](const std::string& hostname) {
    std::vector<std::string> names;
    const Host& host = *translator_.tables().hosts.Peek({listener, hostname});
    for (const HostRule& rule : host.rules) names.push_back(host.routes[rule.route].name);
    return names;
  };
  EXPECT_EQ(routes_at("a.example.com"), std::vector<std::string>{"failing"});
  EXPECT_EQ(routes_at("*.example.com"), std::vector<std::string>{"wide"});
  EXPECT_TRUE(translator_.tables().routes.Peek(IdOf(failing))->rules.at(0).refused);

  RouteSpec younger = route("younger", "a.example.com");
  younger.created = 1000;
  Put(younger);
  translator_.engine().Commit();
  EXPECT_EQ(routes_at("a.example.com"), std::vector<std::string>{"younger"});
}

class OneMachineTest : public GatewayStatusTest {
 protected:
  OneMachineTest() : GatewayStatusTest({.host_network = HostNetwork()}) {}
};

TEST_F(OneMachineTest, EachOfSeveralAddressesIsBoundOrNamed) {
  const GatewaySpec holder{
      .name = "holder", .listeners = {{.name = "http"}}, .address = "127.0.0.3", .created = 1};
  const GatewaySpec gateway{.name = "several",
                            .listeners = {{.name = "http"}},
                            .address = "127.0.0.2 127.0.0.3 127.0.0.4 127.0.0.2",
                            .created = 2};
  Put(gateway);
  translator_.engine().Commit();
  const PortId port{IdOf(gateway), ir::Transport::kTcp, 80};
  const auto bound = [&] { return translator_.tables().listeners.Peek(port)->addresses; };
  EXPECT_EQ(bound(), (std::vector<std::string>{"127.0.0.2", "127.0.0.3", "127.0.0.4"}));
  Put(holder);
  const status::GatewayStatus status = GatewayStatusOf(gateway);
  EXPECT_EQ(bound(), (std::vector<std::string>{"127.0.0.2", "127.0.0.4"}));
  EXPECT_EQ(status.addresses, (std::vector<status::Address>{{"IPAddress", "127.0.0.2"},
                                                            {"IPAddress", "127.0.0.4"}}));
  EXPECT_EQ(Say(status.conditions, "Programmed"), False("Programmed", "AddressNotUsable"));
  EXPECT_NE(Message(status.conditions, "Programmed").find("127.0.0.3:80 is held by Gateway"),
            std::string::npos);
  EXPECT_EQ(Say(status.listeners[0].conditions, "Programmed"), False("Programmed", "Pending"));
}

TEST_F(OneMachineTest, ASocketOfVersion6IsNamedWithBrackets) {
  const GatewaySpec older{
      .name = "older", .listeners = {{.name = "http"}}, .address = "fd00::1", .created = 1};
  const GatewaySpec newer{
      .name = "newer", .listeners = {{.name = "http"}}, .address = "fd00::1", .created = 2};
  Put(older);
  Put(newer);
  const status::GatewayStatus status = GatewayStatusOf(newer);
  EXPECT_NE(Message(status.conditions, "Programmed").find("[fd00::1]:80 is held by Gateway"),
            std::string::npos)
      << Message(status.conditions, "Programmed");
}

TEST_F(OneMachineTest, TheOlderOfTwoGatewaysHasTheSocket) {
  const GatewaySpec older{.name = "older", .listeners = {{.name = "http"}}, .created = 1};
  const GatewaySpec newer{.name = "newer", .listeners = {{.name = "http"}}, .created = 2};
  Put(older);
  Put(newer);
  const status::GatewayStatus status = GatewayStatusOf(newer);
  EXPECT_EQ(Say(status.conditions, "Accepted"), True("Accepted", "Accepted"));
  EXPECT_EQ(Say(status.conditions, "Programmed"), False("Programmed", "AddressNotUsable"));
  EXPECT_NE(Message(status.conditions, "Programmed").find(ToString(IdOf(older))),
            std::string::npos);
  EXPECT_EQ(Say(GatewayStatusOf(older).conditions, "Programmed"), False("Programmed", "Pending"));
}

// A cluster: addresses are given to the Gateway's Service.
class AssignedAddressesTest : public GatewayStatusTest {
 protected:
  AssignedAddressesTest()
      : GatewayStatusTest({.assigned_addresses = true, .assume_acknowledged = true}) {}

  static std::string Programmed(const status::GatewayStatus& status) {
    return Say(status.conditions, "Programmed");
  }

  void Assign(const GatewaySpec& gateway, std::vector<status::Address> addresses) {
    translator_.inputs().addresses.Put(IdOf(gateway), std::move(addresses));
  }
};

TEST_F(AssignedAddressesTest, NotProgrammedBeforeThereIsAnAddress) {
  const GatewaySpec gateway{.listeners = {{.name = "http"}}};
  Put(gateway);
  EXPECT_EQ(Programmed(GatewayStatusOf(gateway)), False("Programmed", "AddressNotAssigned"));
  Assign(gateway, {});
  EXPECT_EQ(Programmed(GatewayStatusOf(gateway)), False("Programmed", "AddressNotAssigned"));
  Assign(gateway, {{"Hostname", "lb.example.com"}});
  const status::GatewayStatus status = GatewayStatusOf(gateway);
  EXPECT_EQ(Programmed(status), True("Programmed", "Programmed"));
  EXPECT_EQ(status.addresses, (std::vector<status::Address>{{"Hostname", "lb.example.com"}}));
  EXPECT_EQ(Say(status.listeners[0].conditions, "Programmed"), True("Programmed", "Programmed"));
}

TEST_F(AssignedAddressesTest, AddressesThatAreAskedForMustBeAssigned) {
  const GatewaySpec gateway{.listeners = {{.name = "http"}}, .address = "10.0.0.9"};
  Put(gateway);
  Assign(gateway, {{"IPAddress", "10.0.0.1"}});
  status::GatewayStatus status = GatewayStatusOf(gateway);
  EXPECT_EQ(Say(status.conditions, "Accepted"), True("Accepted", "Accepted"));
  EXPECT_EQ(Programmed(status), False("Programmed", "AddressNotUsable"));
  EXPECT_EQ(Message(status.conditions, "Programmed"),
            "spec.addresses: the Gateway's Service has not been given 10.0.0.9; have the load "
            "balancer assign it, choose another address or remove it");
  Assign(gateway, {{"IPAddress", "10.0.0.9"}});
  status = GatewayStatusOf(gateway);
  EXPECT_EQ(Programmed(status), True("Programmed", "Programmed"));
  EXPECT_EQ(status.addresses.size(), 1u);
}

TEST_F(AssignedAddressesTest, AHostnameIsAnAddressToo) {
  GatewaySpec gateway{
      .listeners = {{.name = "http"}}, .address = "lb.example.com", .address_type = "Hostname"};
  Put(gateway);
  Assign(gateway, {{"IPAddress", "10.0.0.1"}});
  EXPECT_EQ(Programmed(GatewayStatusOf(gateway)), False("Programmed", "AddressNotUsable"));
  gateway.address_type = "test/own";
  Put(gateway);
  const status::GatewayStatus status = GatewayStatusOf(gateway);
  EXPECT_EQ(Say(status.conditions, "Accepted"), False("Accepted", "UnsupportedAddress"));
  EXPECT_EQ(Programmed(status), False("Programmed", "Invalid"));
  EXPECT_TRUE(status.addresses.empty());
}

TEST_F(AssignedAddressesTest, TheClassClaimsWhatAssignmentBrings) {
  const auto features = StatusOf<status::GatewayClassStatus>(ClassSpec()).supported_features;
  for (const char* feature :
       {"GatewayAddressEmpty", "GatewayInfrastructurePropagation", "GatewayStaticAddresses"}) {
    EXPECT_EQ(std::count(features.begin(), features.end(), feature), 1) << feature;
  }
  EXPECT_TRUE(std::is_sorted(features.begin(), features.end()));
}

TEST_F(AssignedAddressesTest, InfrastructureThatCannotBeMadeIsSaid) {
  const GatewaySpec gateway{.listeners = {{.name = "http"}}};
  Put(gateway);
  Assign(gateway, {{"IPAddress", "10.0.0.1"}});
  translator_.inputs().infra_problems.Put(IdOf(gateway), "Service infra/gateway is not ours");
  const status::GatewayStatus status = GatewayStatusOf(gateway);
  EXPECT_EQ(Programmed(status), False("Programmed", "NoResources"));
  EXPECT_EQ(Message(status.conditions, "Programmed"), "Service infra/gateway is not ours");
}

// The Gateway asks for nothing that it can have, and keeps what it has.
TEST_F(AssignedAddressesTest, AGatewayThatIsRefusedWantsNoPorts) {
  const GatewaySpec gateway{.listeners = {{.name = "http"}}, .parameters = "absent"};
  Put(gateway);
  const status::GatewayStatus status = GatewayStatusOf(gateway);
  EXPECT_EQ(Say(status.conditions, "Accepted"), False("Accepted", "InvalidParameters"));
  EXPECT_EQ(Message(status.conditions, "Accepted"),
            "spec.infrastructure.parametersRef: Parameters absent does not exist; create it or "
            "remove the reference");
  EXPECT_TRUE(translator_.tables().infra.Peek(IdOf(gateway))->ports.empty());
}

TEST_F(GatewayStatusTest, ParametersThatCannotBeUsedAreInvalid) {
  const GatewaySpec gateway{.listeners = {{.name = "http"}}, .parameters = "p"};
  Put(gateway);
  const struct {
    ParametersSpec parameters;
    std::string message;
  } cases[] = {
      {{.name = "p", .refused = true}, "Parameters p spec.refused: true is refused; leave it out"},
      {{.name = "p", .plugin_throws = true}, "Plugin test failed on Parameters p: "},
  };
  for (const auto& [parameters, message] : cases) {
    Put(parameters);
    const status::GatewayStatus status = GatewayStatusOf(gateway);
    EXPECT_EQ(Say(status.conditions, "Accepted"), False("Accepted", "InvalidParameters"));
    EXPECT_EQ(Message(status.conditions, "Accepted")
                  .find("spec.infrastructure.parametersRef: " + message),
              0u);
    Put(ClassSpec{.parameters = "p"});
    const auto of_class = StatusOf<status::GatewayClassStatus>(ClassSpec());
    EXPECT_EQ(Say(of_class.conditions, "Accepted"), False("Accepted", "InvalidParameters"));
    EXPECT_EQ(Message(of_class.conditions, "Accepted").find("spec.parametersRef: " + message), 0u);
    Put(ClassSpec());
  }
}

TEST_F(GatewayStatusTest, WhatHasLessOfAnEffectIsSaidWhereItIsAccepted) {
  const GatewaySpec gateway{.listeners = {{.name = "http"}}, .parameters = "p"};
  Put(gateway);
  Put(ParametersSpec{.name = "p", .note = "n"});
  Put(ClassSpec{.parameters = "p"});
  const char* const note = "Parameters p spec.note: has no effect.";
  EXPECT_EQ(Message(GatewayStatusOf(gateway).conditions, "Accepted"), note);
  const auto of_class = StatusOf<status::GatewayClassStatus>(ClassSpec());
  EXPECT_EQ(Say(of_class.conditions, "Accepted"), True("Accepted", "Accepted"));
  EXPECT_EQ(Message(of_class.conditions, "Accepted"), note);
}

TEST_F(GatewayStatusTest, ParametersOfAGatewayAreLaidOverThoseOfItsClass) {
  const GatewaySpec gateway{.listeners = {{.name = "http"}}, .parameters = "own"};
  Put(gateway);
  Put(ClassSpec{.parameters = "of-class"});
  Put(ParametersSpec{.name = "of-class", .replicas = 3, .pod_label = "a"});
  Put(ParametersSpec{.name = "own", .pod_label = "b"});
  translator_.engine().Commit();
  EXPECT_EQ(
      translator_.tables().infra.Peek(IdOf(gateway))->parameters,
      (ir::InfrastructureParameters{.replicas = 3, .pod_labels = {{"label", "b"}}}));
}

}  // namespace
}  // namespace meshgate::pipeline::world
