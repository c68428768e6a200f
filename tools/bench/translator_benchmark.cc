// What changes and full loads cost, from decoded objects to the tables of the translator (xds:0) or
// to the bytes of xDS resources (xds:1). A run target, not a test; see README.md.
#include <malloc.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "benchmark/benchmark.h"
#include "controllers/sinks/xds/translator_stages.h"
#include "core/loader/registry.h"
#include "core/pipeline/testing/objects.h"
#include "core/pipeline/testing/route_kinds.h"
#include "core/pipeline/translator.h"

namespace meshgate::bench {
namespace {

using pipeline::Translator;
using pipeline::world::GatewaySpec;
using pipeline::world::Make;
using pipeline::world::RouteSpec;
using resource::ObjectPtr;

// The shape of a big installation: 50 namespaces, 1,000 Services, one Gateway.
constexpr int kNamespaces = 50;
constexpr int kServices = 1000;

std::string Team(int i) { return "team-" + std::to_string(i % kNamespaces); }

GatewaySpec MakeGateway(int listeners) {
  GatewaySpec gateway;
  for (int i = 0; i < listeners; ++i) {
    gateway.listeners.push_back({.name = "http-" + std::to_string(i), .port = 8080 + i});
  }
  return gateway;
}

// Two rules, the second of which takes everything.
RouteSpec MakeRoute(int i, const std::string& hostname, const std::string& header) {
  RouteSpec route{.ns = Team(i),
                  .name = "route-" + std::to_string(i),
                  .parents = {{.ns = "infra", .name = "gateway", .section = "http-0"}},
                  .rules = {{.matches = {{.path = "/api/v1"}},
                             .backends = {{.name = "service-" + std::to_string(i % kServices)}},
                             .header = header},
                            {.matches = {{.path = "/"}},
                             .backends = {{.name = "service-" + std::to_string(i % kServices)}}}},
                  .created = i};
  if (!hostname.empty()) route.hostnames = {hostname};
  return route;
}

std::string OwnHost(int i) { return "host-" + std::to_string(i) + ".example.com"; }

std::vector<ObjectPtr> MakeSurroundings(int services) {
  std::vector<ObjectPtr> objects = {Make(pipeline::world::ClassSpec()), Make(MakeGateway(1))};
  for (int i = 0; i < kNamespaces; ++i) {
    objects.push_back(Make(pipeline::world::NamespaceSpec{.name = Team(i)}));
  }
  for (int i = 0; i < services; ++i) {
    objects.push_back(
        Make(pipeline::world::ServiceSpec{.ns = Team(i), .name = "service-" + std::to_string(i)}));
  }
  return objects;
}

std::vector<ObjectPtr> MakeWorldOfOwnHosts(int64_t routes) {
  std::vector<ObjectPtr> objects = MakeSurroundings(kServices);
  for (int i = 0; i < routes; ++i) objects.push_back(Make(MakeRoute(i, OwnHost(i), "v")));
  return objects;
}

std::unique_ptr<Translator> Load(const std::vector<ObjectPtr>& objects, bool xds) {
  auto translator = std::make_unique<Translator>(pipeline::world::Registry(), pipeline::Options());
  // Without the filters of the test kinds, which no Envoy has.
  if (xds) xds::AddStages(*translator, loader::Registry());
  for (const ObjectPtr& object : objects) translator->inputs().Put(object);
  translator->engine().Commit();
  translator->engine().Commit();
  return translator;
}

// Writes the two versions of an object in turn; one iteration is one write with its commit.
void MeasureToggle(benchmark::State& state, Translator& translator,
                   const std::array<ObjectPtr, 2>& versions) {
  const auto write = [&](size_t version) {
    translator.inputs().Put(versions[version]);
    translator.engine().Commit();
  };
  write(0);
  const engine::Work before = translator.engine().work();
  size_t version = 0;
  for (auto _ : state) write(version ^= 1);
  const engine::Work work = translator.engine().work() - before;
  const auto per_iteration = [](uint64_t count) {
    return benchmark::Counter(static_cast<double>(count), benchmark::Counter::kAvgIterations);
  };
  state.counters["recomputed"] = per_iteration(work.recomputed);
  state.counters["cells"] = per_iteration(work.cells_read);
}

void OneRouteAmongManyOnOwnHosts(benchmark::State& state) {
  const auto translator = Load(MakeWorldOfOwnHosts(state.range(0)), state.range(1) != 0);
  MeasureToggle(state, *translator,
                {Make(MakeRoute(7, OwnHost(7), "a")), Make(MakeRoute(7, OwnHost(7), "b"))});
}
BENCHMARK(OneRouteAmongManyOnOwnHosts)
    ->ArgNames({"routes", "xds"})
    ->ArgsProduct({{1000, 10000, 100000}, {0, 1}})
    ->Unit(benchmark::kMicrosecond);

// One rule each, so that as many rules are merged as there are routes.
void OneRuleAmongManyOnOneHost(benchmark::State& state) {
  std::vector<ObjectPtr> objects = MakeSurroundings(kServices);
  const auto route = [](int i, const std::string& path) {
    RouteSpec route = MakeRoute(i, "one.example.com", "v");
    route.rules.pop_back();
    route.rules[0].matches[0].path = path;
    return Make(route);
  };
  for (int i = 0; i < state.range(0); ++i) objects.push_back(route(i, "/" + std::to_string(i)));
  const auto translator = Load(objects, state.range(1) != 0);
  MeasureToggle(state, *translator, {route(7, "/new"), route(7, "/other")});
}
BENCHMARK(OneRuleAmongManyOnOneHost)
    ->ArgNames({"rules", "xds"})
    ->ArgsProduct({{1000}, {0, 1}})
    ->Unit(benchmark::kMicrosecond);

void MeasureWideRoute(benchmark::State& state, const std::string& hostname) {
  std::vector<ObjectPtr> objects = MakeWorldOfOwnHosts(state.range(0));
  const auto translator = Load(objects, state.range(1) != 0);
  const auto wide = [&](const std::string& header) {
    RouteSpec route = MakeRoute(0, hostname, header);
    route.name = "wide";
    return Make(route);
  };
  MeasureToggle(state, *translator, {wide("a"), wide("b")});
}

void AWildcardRouteOverHostsWithCatchAlls(benchmark::State& state) {
  MeasureWideRoute(state, "*.example.com");
}
BENCHMARK(AWildcardRouteOverHostsWithCatchAlls)
    ->ArgNames({"hosts", "xds"})
    ->ArgsProduct({{10000}, {0, 1}})
    ->Unit(benchmark::kMicrosecond);

void AHostlessRouteOverHostsWithCatchAlls(benchmark::State& state) { MeasureWideRoute(state, ""); }
BENCHMARK(AHostlessRouteOverHostsWithCatchAlls)
    ->ArgNames({"hosts", "xds"})
    ->ArgsProduct({{10000}, {0, 1}})
    ->Unit(benchmark::kMicrosecond);

void AListenerAdded(benchmark::State& state) {
  const auto translator = Load(MakeWorldOfOwnHosts(state.range(0)), state.range(1) != 0);
  MeasureToggle(state, *translator, {Make(MakeGateway(1)), Make(MakeGateway(2))});
}
BENCHMARK(AListenerAdded)
    ->ArgNames({"routes", "xds"})
    ->ArgsProduct({{100000}, {0, 1}})
    ->Unit(benchmark::kMillisecond);

void FullTranslation(benchmark::State& state) {
  const std::vector<ObjectPtr> objects = MakeWorldOfOwnHosts(state.range(0));
  for (auto _ : state) {
    auto translator = Load(objects, state.range(1) != 0);
    state.PauseTiming();
    translator.reset();
    malloc_trim(0);  // each start has a heap of its own
    state.ResumeTiming();
  }
}
BENCHMARK(FullTranslation)
    ->ArgNames({"routes", "xds"})
    ->ArgsProduct({{10000, 100000}, {0, 1}})
    ->Unit(benchmark::kMillisecond);

size_t HeapBytes() {
  const struct mallinfo2 heap = mallinfo2();
  return heap.uordblks + heap.hblkhd;
}

// As many Services as routes, and one iteration: what stays is counted, not timed.
void Memory(benchmark::State& state) {
  const int count = static_cast<int>(state.range(0));
  for (auto _ : state) {
    const size_t empty = HeapBytes();
    std::vector<ObjectPtr> objects = MakeSurroundings(count);
    for (int i = 0; i < count; ++i) objects.push_back(Make(MakeRoute(i, OwnHost(i), "v")));
    const size_t decoded = HeapBytes();
    const auto translator = Load(objects, state.range(1) != 0);
    const auto to_mebibytes = [](size_t bytes) { return static_cast<double>(bytes) / (1 << 20); };
    state.counters["objects_MiB"] = to_mebibytes(decoded - empty);
    state.counters["translated_MiB"] = to_mebibytes(HeapBytes() - decoded);
  }
}
BENCHMARK(Memory)
    ->ArgNames({"routes", "xds"})
    ->ArgsProduct({{5000}, {0, 1}})
    ->Iterations(1)
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace meshgate::bench

BENCHMARK_MAIN();
