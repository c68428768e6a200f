// What one change costs among N routes, and what a full load costs, on the toy pipeline. A run
// target, not a test:  bazel run //core/engine:engine_benchmark
#include <malloc.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "benchmark/benchmark.h"
#include "core/engine/toy_pipeline.h"

namespace meshgate::engine::toy {
namespace {

using std::string;

// The shape of a big installation: 50 namespaces, 1,000 Services, one Gateway of two listeners.
string RouteKey(int i) { return "team-" + std::to_string(i % 50) + "/route-" + std::to_string(i); }

RouteObject MakeRoute(int i, int hosts, const string& path, int tag) {
  return {
      .gateway = "infra/gateway",
      .section = "",
      .hostnames = {"host-" + std::to_string(i % hosts) + ".example.com"},
      .rules = {{path, "team-" + std::to_string(i % 50) + "/service-" + std::to_string(i % 1000),
                 string(80, 'x') + std::to_string(tag)}},
      .created = i};
}

Gateway MakeGateway() { return {{{"http", "", "red"}, {"https", "", "red"}}, ""}; }

std::unique_ptr<Pipeline> Load(int routes, int hosts, const string& path) {
  auto pipeline = std::make_unique<Pipeline>();
  pipeline->gateways.Put("infra/gateway", MakeGateway());
  for (int i = 0; i < 50; ++i) pipeline->namespaces.Put("team-" + std::to_string(i), {"red"});
  for (int i = 0; i < 1000; ++i) {
    pipeline->services.Put("team-" + std::to_string(i % 50) + "/service-" + std::to_string(i),
                           {8080, ""});
  }
  for (int i = 0; i < routes; ++i) {
    pipeline->route_objects.Put(RouteKey(i), MakeRoute(i, hosts, path, 0));
  }
  pipeline->engine.Commit();
  return pipeline;
}

void CountWork(benchmark::State& state, const Pipeline& pipeline, const Work& before) {
  const Work work = pipeline.engine.work() - before;
  const auto per_iteration = [&](uint64_t count) {
    return benchmark::Counter(static_cast<double>(count), benchmark::Counter::kAvgIterations);
  };
  state.counters["recomputed"] = per_iteration(work.recomputed);
  state.counters["cells"] = per_iteration(work.cells_read);
  state.counters["entries"] = per_iteration(work.entries_visited);
}

size_t HeapBytes() {
  const struct mallinfo2 heap = mallinfo2();
  return heap.uordblks + heap.hblkhd;
}

void BM_FullLoad(benchmark::State& state) {
  const int routes = static_cast<int>(state.range(0));
  size_t bytes = 0;
  for (auto _ : state) {
    const size_t before = HeapBytes();
    auto pipeline = Load(routes, routes, "/");
    bytes = HeapBytes() - before;
    state.PauseTiming();
    pipeline.reset();
    state.ResumeTiming();
  }
  state.counters["bytes_per_route"] = static_cast<double>(bytes) / routes;
}
BENCHMARK(BM_FullLoad)->Arg(1'000)->Arg(10'000)->Arg(100'000)->Unit(benchmark::kMillisecond);

void BM_OneRouteOnItsOwnHost(benchmark::State& state) {
  const int routes = static_cast<int>(state.range(0));
  auto pipeline = Load(routes, routes, "/");
  const Work before = pipeline->engine.work();
  int tag = 0;
  for (auto _ : state) {
    ++tag;
    const int i = static_cast<int>(int64_t{tag} * 7919 % routes);
    pipeline->route_objects.Put(RouteKey(i), MakeRoute(i, routes, "/", tag));
    pipeline->engine.Commit();
  }
  CountWork(state, *pipeline, before);
}
BENCHMARK(BM_OneRouteOnItsOwnHost)
    ->Arg(1'000)
    ->Arg(10'000)
    ->Arg(100'000)
    ->Unit(benchmark::kMicrosecond);

void BM_OneRouteAmongManyOnOneHost(benchmark::State& state) {
  const int routes = static_cast<int>(state.range(0));
  auto pipeline = Load(routes, 1, "/api");
  const Work before = pipeline->engine.work();
  int tag = 0;
  for (auto _ : state) {
    ++tag;
    pipeline->route_objects.Put(RouteKey(7), MakeRoute(7, 1, "/api", tag));
    pipeline->engine.Commit();
  }
  CountWork(state, *pipeline, before);
}
BENCHMARK(BM_OneRouteAmongManyOnOneHost)->Arg(1'000)->Unit(benchmark::kMicrosecond);

void BM_WildcardRouteOverHostsWithCatchAlls(benchmark::State& state) {
  const int routes = static_cast<int>(state.range(0));
  auto pipeline = Load(routes, routes, "/");
  const Work before = pipeline->engine.work();
  int tag = 0;
  for (auto _ : state) {
    RouteObject wild = MakeRoute(0, routes, "/", ++tag);
    wild.hostnames = {"*.example.com"};
    pipeline->route_objects.Put("team-0/wild", wild);
    pipeline->engine.Commit();
  }
  CountWork(state, *pipeline, before);
}
BENCHMARK(BM_WildcardRouteOverHostsWithCatchAlls)->Arg(10'000)->Unit(benchmark::kMicrosecond);

void BM_ListenerAddedOrRemoved(benchmark::State& state) {
  const int routes = static_cast<int>(state.range(0));
  auto pipeline = Load(routes, routes, "/");
  const Work before = pipeline->engine.work();
  bool added = false;
  for (auto _ : state) {
    Gateway gateway = MakeGateway();
    added = !added;
    if (added) gateway.listeners.push_back({"new", "nothing.org", "red"});
    pipeline->gateways.Put("infra/gateway", gateway);
    pipeline->engine.Commit();
  }
  CountWork(state, *pipeline, before);
}
BENCHMARK(BM_ListenerAddedOrRemoved)->Arg(100'000)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace meshgate::engine::toy

BENCHMARK_MAIN();
