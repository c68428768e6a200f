// The laws of the engine as properties, on a pipeline of the real shape: any order of input and any
// history give what a fresh start gives, nothing is left behind, the work for one change does not
// depend on how much else there is. Planted faults prove that the histories would find a real one.
#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "core/engine/fault_for_test.h"
#include "core/engine/toy_pipeline.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace meshgate::engine::toy {
namespace {

using std::string;
using Outputs = std::map<string, string>;

// What has been written into a pipeline so far, kept apart from it.
struct World {
  std::map<string, Gateway> gateways;
  std::map<string, RouteObject> route_objects;
  std::map<string, Service> services;
  std::map<string, Namespace> namespaces;
  std::map<string, Grant> grants;
};

template <typename F>
void ForEachKind(const World& world, Pipeline& pipeline, F f) {
  f(world.gateways, pipeline.gateways);
  f(world.route_objects, pipeline.route_objects);
  f(world.services, pipeline.services);
  f(world.namespaces, pipeline.namespaces);
  f(world.grants, pipeline.grants);
}

// The outputs of a new pipeline that gets the world in random order, in up to three commits.
Outputs FromScratch(const World& world, std::mt19937& random) {
  Pipeline pipeline;
  std::vector<std::function<void()>> writes;
  ForEachKind(world, pipeline, [&](const auto& objects, auto& input) {
    for (const auto& [key, object] : objects) {
      writes.push_back([&input, &key, &object] { input.Put(key, object); });
    }
  });
  std::shuffle(writes.begin(), writes.end(), random);
  for (size_t i = 0; i < writes.size(); ++i) {
    if (random() % 16 == 0) pipeline.engine.Commit();
    writes[i]();
  }
  pipeline.engine.Commit();
  return pipeline.Dump();
}

// A random walk through worlds, by edits of one object.
class History {
 public:
  explicit History(unsigned seed, Fault fault = Fault::kNone)
      : random_(seed), planted_(pipeline_.engine, fault) {}

  // Makes `steps` edits with commits in between. Returns what was wrong first, or "".
  string Walk(int steps) {
    for (int step = 0; step < steps; ++step) {
      Edit();
      if (Pick(3) == 0) Commit();
      if (step % 16 != 0) continue;
      Commit();
      if (outputs_ != FromScratch(world_, random_)) return "differs at step " + Number(step);
      if (outputs_ != pipeline_.Dump()) return "changes not shown at step " + Number(step);
    }
    return "";
  }

  // Deletes every object. Returns what is left, or "".
  string DeleteAll() {
    ForEachKind(world_, pipeline_, [](const auto& objects, auto& input) {
      for (const auto& [key, object] : objects) input.Erase(key);
    });
    Commit();
    if (!outputs_.empty()) return "outputs without inputs";
    Commit();
    return pipeline_.engine.source_count() > 0 ? "cells or buckets without inputs" : "";
  }

  const World& world() const { return world_; }

 private:
  int Pick(int count) { return static_cast<int>(random_() % count); }
  static string Number(int number) { return std::to_string(number); }

  string NamespaceName() { return "n" + Number(Pick(3)); }
  string GatewayKey() { return NamespaceName() + "/g" + Number(Pick(2)); }
  string ServiceKey() { return NamespaceName() + "/s" + Number(Pick(3)); }
  string Hostname() {
    static constexpr const char* kHostnames[] = {"*.com", "*.a.com", "x.a.com", "y.a.com", "b.com"};
    return kHostnames[Pick(5)];
  }

  void Edit() {
    switch (Pick(8)) {
      case 0:
        return Write(world_.gateways, pipeline_.gateways, GatewayKey(), MakeGateway());
      case 1:
        return Write(world_.namespaces, pipeline_.namespaces, NamespaceName(),
                     Namespace{Pick(2) == 0 ? "red" : "blue"});
      case 2:
        return Write(world_.grants, pipeline_.grants, "a" + Number(Pick(4)),
                     Grant{NamespaceName(), NamespaceName()});
      case 3:
        return Write(world_.services, pipeline_.services, ServiceKey(),
                     Service{Pick(2), Number(Pick(3))});
      default:
        return Write(world_.route_objects, pipeline_.route_objects,
                     NamespaceName() + "/r" + Number(Pick(12)), MakeRoute());
    }
  }

  Gateway MakeGateway() {
    static constexpr const char* kFrom[] = {"", "All", "red"};
    Gateway gateway{{}, Number(Pick(2))};
    const int listeners = Pick(4);
    for (int i = 0; i < listeners; ++i) {
      gateway.listeners.push_back(
          {"l" + Number(i), Pick(3) == 0 ? "" : Hostname(), kFrom[Pick(3)]});
    }
    return gateway;
  }

  RouteObject MakeRoute() {
    RouteObject route{.gateway = GatewayKey(),
                      .section = Pick(3) == 0 ? "l" + Number(Pick(4)) : "",
                      .hostnames = {},
                      .rules = {},
                      .created = Pick(3)};
    for (int i = Pick(3); i > 0; --i) route.hostnames.push_back(Hostname());
    for (int i = Pick(3); i > 0; --i) {
      route.rules.push_back(
          {Pick(3) == 0 ? "/" : "/" + Number(Pick(3)), ServiceKey(), Number(Pick(2))});
    }
    return route;
  }

  // Writes the object, or deletes it every fourth time.
  template <typename T>
  void Write(std::map<string, T>& objects, Input<string, T>& input, const string& key, T object) {
    if (Pick(4) == 0) {
      objects.erase(key);
      input.Erase(key);
    } else {
      objects.insert_or_assign(key, object);
      input.Put(key, std::move(object));
    }
  }

  void Commit() {
    pipeline_.engine.Commit();
    pipeline_.ApplyChanges(outputs_);
  }

  std::mt19937 random_;
  World world_;
  Pipeline pipeline_;
  const FaultForTest planted_;
  Outputs outputs_;  // as a sink sees them: by changes only
};

// The normal budget: 40,000 edits.
constexpr unsigned kHistories = 200;
constexpr int kSteps = 200;

string RunHistory(unsigned seed, Fault fault) {
  History history(seed, fault);
  const string wrong = history.Walk(kSteps);
  return wrong.empty() ? history.DeleteAll() : wrong;
}

TEST(HistoryTest, EqualsFromScratchAndLeavesNothing) {
  for (unsigned seed = 0; seed < kHistories; ++seed) {
    ASSERT_EQ(RunHistory(seed, Fault::kNone), "") << "seed " << seed;
  }
}

TEST(HistoryTest, TheOrderOfArrivalDoesNotMatter) {
  History history(1);
  ASSERT_EQ(history.Walk(kSteps), "");
  std::mt19937 random(1);
  const Outputs expected = FromScratch(history.world(), random);
  ASSERT_GT(expected.size(), 10u);
  for (int shuffle = 0; shuffle < 50; ++shuffle) {
    ASSERT_EQ(FromScratch(history.world(), random), expected) << "shuffle " << shuffle;
  }
}

class FaultTest : public testing::TestWithParam<Fault> {};

TEST_P(FaultTest, IsFoundWithinTheNormalBudget) {
  string found;
  for (unsigned seed = 0; seed < kHistories && found.empty(); ++seed) {
    found = RunHistory(seed, GetParam());
  }
  EXPECT_NE(found, "");
  RecordProperty("found", found);
}

INSTANTIATE_TEST_SUITE_P(All, FaultTest, testing::ValuesIn(kAllFaults),
                         [](const auto& info) { return NameForTest(info.param); });

// Stage -> recomputed, cut off, cells read, buckets read, entries visited.
using WorkMap = std::map<string, Work>;

// `count` routes "a/r<i>" with one rule each, attached to one Gateway of two listeners.
class WorkTest : public testing::Test {
 protected:
  static RouteObject Route(int i, const string& hostname, const string& path) {
    return {.gateway = "a/g",
            .section = "",
            .hostnames = hostname.empty() ? std::vector<string>() : std::vector{hostname},
            .rules = {{path, "a/s", ""}},
            .created = i};
  }
  static string OwnHost(int i) { return "h" + std::to_string(i) + ".org"; }

  static Gateway TwoListeners() { return {{{"l", "", "All"}, {"m", "", "red"}}, ""}; }

  void Load(int count, const std::function<RouteObject(int)>& route) {
    pipeline_ = std::make_unique<Pipeline>();
    pipeline_->gateways.Put("a/g", TwoListeners());
    pipeline_->namespaces.Put("a", {"red"});
    pipeline_->services.Put("a/s", {80, ""});
    for (int i = 0; i < count; ++i) {
      pipeline_->route_objects.Put("a/r" + std::to_string(i), route(i));
    }
    pipeline_->engine.Commit();
    pipeline_->engine.Commit();
  }

  // The stages that work in the next commit, and how much.
  WorkMap Commit() {
    const auto before = pipeline_->engine.WorkPerStage();
    pipeline_->engine.Commit();
    const auto after = pipeline_->engine.WorkPerStage();
    WorkMap work;
    for (size_t i = 0; i < after.size(); ++i) {
      const Work difference = after[i].work - before[i].work;
      if (difference != Work()) work[after[i].stage] = difference;
    }
    return work;
  }

  std::unique_ptr<Pipeline> pipeline_;
};

TEST_F(WorkTest, OneRouteAmongManyOnOwnHosts) {
  for (const int count : {10, 1000, 5000}) {
    Load(count, [](int i) { return Route(i, OwnHost(i), "/"); });
    pipeline_->route_objects.Put("a/r7", Route(7, OwnHost(7), "/new"));
    // Each of its two hosts now reads on, past its former catch-all: own bucket, "*.org", "*".
    // They still refer to the same rules, whose content is read by the stage bytes.
    EXPECT_EQ(Commit(), (WorkMap{{"routes", {1, 0, 6, 0, 0}},
                                 {"hosts", {2, 2, 2, 6, 2}},
                                 {"bytes", {2, 0, 4, 0, 0}},
                                 {"route_statuses", {1, 1, 1, 0, 0}}}))
        << count;
    EXPECT_EQ(pipeline_->change_count(), 2u);
  }
}

TEST_F(WorkTest, OneRouteAmongManyOnOneHost) {
  for (const uint64_t count : {10, 1000}) {
    Load(count, [](int i) { return Route(i, "one.org", "/" + std::to_string(i)); });
    pipeline_->route_objects.Put("a/r7", Route(7, "one.org", "/new"));
    EXPECT_EQ(Commit(), (WorkMap{{"routes", {1, 0, 6, 0, 0}},
                                 {"hosts", {2, 0, 2 * count, 6, 2 * count}},
                                 {"bytes", {2, 0, 2 * (count + 1), 0, 0}},
                                 {"route_statuses", {1, 1, 1, 0, 0}}}))
        << count;
  }
}

TEST_F(WorkTest, AWildcardRouteOverHostsWithCatchAlls) {
  for (const int count : {10, 5000}) {
    Load(count, [](int i) { return Route(i, OwnHost(i), "/"); });
    pipeline_->route_objects.Put("a/wild", Route(0, "*.org", "/"));
    Commit();
    pipeline_->route_objects.Put("a/wild", Route(0, "*.org", "/new"));
    EXPECT_EQ(Commit(), (WorkMap{{"routes", {1, 0, 6, 0, 0}},
                                 {"hosts", {2, 2, 2, 4, 2}},
                                 {"bytes", {2, 0, 4, 0, 0}},
                                 {"route_statuses", {1, 1, 1, 0, 0}}}))
        << count;
  }
}

TEST_F(WorkTest, WhatNobodyLooksAtCostsNothingMore) {
  Load(1000, [](int i) { return Route(i, OwnHost(i), "/"); });
  pipeline_->services.Put("a/s", {80, "new noise"});
  EXPECT_EQ(Commit(), (WorkMap{{"ports", {1, 1, 1, 0, 0}}}));
  Gateway gateway = TwoListeners();
  gateway.label = "new";
  pipeline_->gateways.Put("a/g", gateway);
  EXPECT_EQ(Commit(), (WorkMap{{"listener_names", {1, 1, 1, 0, 0}},
                               {"frontends", {2, 2, 2, 2, 2}},
                               {"gateway_statuses", {1, 0, 1, 2, 0}}}));
  pipeline_->grants.Put("grant", {"b", "c"});
  EXPECT_EQ(Commit(), WorkMap());
  pipeline_->route_objects.Put("a/r7", Route(7, OwnHost(7), "/"));
  EXPECT_EQ(Commit(), WorkMap());
}

TEST_F(WorkTest, AListenerAddedOrALabelChangedTouchesTheRoutesThatLookAtIt) {
  constexpr uint64_t kCount = 1000;
  Load(kCount, [](int i) { return Route(i, OwnHost(i), "/"); });
  Gateway gateway = TwoListeners();
  gateway.listeners.push_back({"x", "nothing.com", "All"});
  pipeline_->gateways.Put("a/g", gateway);
  EXPECT_EQ(Commit(), (WorkMap{{"listener_names", {1, 0, 1, 0, 0}},
                               {"frontends", {3, 2, 3, 3, 3}},
                               {"routes", {kCount, kCount, 7 * kCount, 0, 0}},
                               {"gateway_statuses", {1, 0, 1, 3, 0}}}));
  pipeline_->namespaces.Put("a", {"blue"});
  // Listener m takes no route any more: its hosts go without being computed.
  EXPECT_EQ(Commit(), (WorkMap{{"routes", {kCount, 0, 7 * kCount, 0, 0}},
                               {"hosts", {kCount, kCount, kCount, kCount, kCount}},
                               {"bytes", {kCount, kCount, 2 * kCount, 0, 0}},
                               {"route_statuses", {kCount, kCount, kCount, 0, 0}},
                               {"gateway_statuses", {1, 0, 1, 3, 0}}}));
}

}  // namespace
}  // namespace meshgate::engine::toy
