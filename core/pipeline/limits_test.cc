// Gateways and routes as large as they may be: everything is there, for work that grows with what
// there is and not faster.
#include <cstdint>
#include <memory>
#include <string>

#include "core/pipeline/testing/objects.h"
#include "core/pipeline/testing/route_kinds.h"
#include "core/pipeline/translator.h"
#include "gtest/gtest.h"

namespace meshgate::pipeline::world {
namespace {

// Of Gateway API, but for the hostnames of a route: those are as many as a plugin may return.
constexpr int kListeners = 64;
constexpr int kRules = 16;
constexpr int kMatches = 64;
constexpr int kHostnames = 1024;

GatewaySpec LargestGateway() {
  GatewaySpec gateway;
  for (int i = 0; i < kListeners; ++i) {
    const std::string name = "l" + std::to_string(i);
    gateway.listeners.push_back({.name = name, .port = 8000 + i, .hostname = "*." + name});
  }
  return gateway;
}

RouteSpec RouteAt(int listener, const std::string& name) {
  return {
      .ns = "team",
      .name = name,
      .parents = {{.ns = "infra", .name = "gateway", .section = "l" + std::to_string(listener)}},
      .hostnames = {"a.l" + std::to_string(listener)},
      .rules = {{.matches = {{.path = "/"}}, .backends = {{.name = "s"}}}}};
}

RouteSpec LargestRoute(int listener) {
  RouteSpec route = RouteAt(listener, "large-" + std::to_string(listener));
  route.rules.clear();
  for (int rule = 0; rule < kRules; ++rule) {
    RuleSpec& spec = route.rules.emplace_back();
    for (int match = 0; match < kMatches; ++match) {
      spec.matches.push_back({.path = "/" + std::to_string(rule) + "/" + std::to_string(match)});
    }
    for (int i = 0; i < kRules; ++i) spec.backends.push_back({.name = "s"});
  }
  return route;
}

std::unique_ptr<Translator> MakeTranslator() {
  auto translator = std::make_unique<Translator>(Registry(), Options());
  const Inputs& inputs = translator->inputs();
  inputs.Put(Make(ClassSpec()));
  inputs.Put(Make(LargestGateway()));
  inputs.Put(Make(NamespaceSpec{.name = "team"}));
  inputs.Put(Make(ServiceSpec{.ns = "team", .name = "s"}));
  return translator;
}

const Host* FindHost(const Translator& translator, const std::string& hostname) {
  const Host* found = nullptr;
  translator.tables().hosts.ForEach([&](const HostId& id, const Host& host) {
    if (id.hostname == hostname) found = &host;
  });
  return found;
}

TEST(LimitsTest, EveryListenerServesTheLargestRoute) {
  const auto translator = MakeTranslator();
  for (int i = 0; i < kListeners; ++i) translator->inputs().Put(Make(LargestRoute(i)));
  translator->engine().Commit();
  for (const int listener : {0, kListeners - 1}) {
    const Host* host = FindHost(*translator, "a.l" + std::to_string(listener));
    ASSERT_NE(host, nullptr);
    EXPECT_EQ(host->rules.size(), static_cast<size_t>(kRules * kMatches));
  }
}

TEST(LimitsTest, ARouteServesAllItsHostnames) {
  const auto translator = MakeTranslator();
  for (const int listener : {0, 1}) {
    RouteSpec route = RouteAt(listener, "wide-" + std::to_string(listener));
    route.hostnames.clear();
    for (int i = 0; i < kHostnames; ++i) {
      route.hostnames.push_back("h" + std::to_string(i) + ".l" + std::to_string(listener));
    }
    translator->inputs().Put(Make(route));
  }
  translator->engine().Commit();
  int served = 0;
  translator->tables().hosts.ForEach(
      [&](const HostId&, const Host& host) { served += host.rules.empty() ? 0 : 1; });
  EXPECT_EQ(served, 2 * kHostnames);
}

// Cells read and entries visited, of all stages.
uint64_t WorkFor(int routes) {
  const auto translator = MakeTranslator();
  for (int i = 0; i < routes; ++i) {
    translator->inputs().Put(Make(RouteAt(i % kListeners, "r" + std::to_string(i))));
  }
  translator->engine().Commit();
  uint64_t work = 0;
  for (const engine::StageWork& stage : translator->engine().WorkPerStage()) {
    work += stage.work.recomputed + stage.work.cells_read + stage.work.entries_visited;
  }
  return work;
}

TEST(LimitsTest, WorkGrowsWithTheNumberOfRoutesAndNotFaster) {
  const uint64_t some = WorkFor(1000);
  EXPECT_LE(WorkFor(2000), 2 * some + some / 10);
}

}  // namespace
}  // namespace meshgate::pipeline::world
