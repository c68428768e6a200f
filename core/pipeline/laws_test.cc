// The laws of the translator as properties: the order of arrival does not matter, any history gives
// what a fresh start gives, nothing is left behind, a broken object hurts nobody else.
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "core/pipeline/ir_dump.h"
#include "core/pipeline/testing/dump.h"
#include "core/pipeline/testing/history.h"
#include "core/pipeline/testing/oracle.h"
#include "gtest/gtest.h"

namespace meshgate::pipeline::world {
namespace {

TEST(LawsTest, EveryHistoryEqualsAFreshStartAndLeavesNothing) {
  for (unsigned seed = 0; seed < kHistories; ++seed) {
    ASSERT_EQ(RunHistory(seed), "") << "seed " << seed;
  }
}

// Histories that never serve anything would prove nothing.
TEST(LawsTest, HistoriesMeetWhatTheyAreAbout) {
  size_t rules = 0, clusters = 0, refused = 0, conflicts = 0, programmed = 0, cross_namespace = 0;
  size_t l4 = 0;
  for (unsigned seed = 0; seed < kHistories; ++seed) {
    History history(seed);
    ASSERT_EQ(history.Walk(kSteps), "") << "seed " << seed;
    for (const std::string& line : Dump(history.translator().tables())) {
      const auto has = [&](const char* text) { return line.find(text) != std::string::npos; };
      rules += line.starts_with("host ") && has(" rule ");
      l4 += line.starts_with("l4 ") && has("\"route\"");
      clusters += line.starts_with("cluster ");
      refused += has("PluginFailed") || has("PartiallyInvalid=True");
      conflicts += has("Conflicted=True");
      programmed += has("Programmed=True");
      cross_namespace +=
          line.starts_with("resolved HTTPRoute n0/") && (has("Service n1/") || has("Service n2/"));
    }
  }
  EXPECT_GT(rules, 500u);
  EXPECT_GT(l4, 10u);
  EXPECT_GT(clusters, 50u);
  EXPECT_GT(refused, 50u);
  EXPECT_GT(conflicts, 50u);
  EXPECT_GT(programmed, 50u);
  EXPECT_GT(cross_namespace, 3u);
}

std::string Bytes(Translator& translator) {
  std::string bytes;
  DumpIr(translator.tables(), bytes);
  DumpStatuses(translator.tables(), bytes);
  return bytes;
}

TEST(LawsTest, TheOrderOfArrivalDoesNotMatter) {
  int worlds = 0;
  for (unsigned seed = 0; seed < kHistories && worlds < 4; ++seed) {
    History history(seed);
    ASSERT_EQ(history.Walk(kSteps), "") << "seed " << seed;
    std::mt19937 random(seed);
    const std::string expected = Bytes(*Start(history.world(), history.options()));
    if (expected.size() < 5000) continue;  // too little is served to tell
    ++worlds;
    for (int shuffle = 0; shuffle < 20; ++shuffle) {
      ASSERT_EQ(Bytes(*StartShuffled(history.world(), history.options(), random)), expected);
    }
  }
  EXPECT_EQ(worlds, 4);
}

// What must not change when an object goes from good to bad: every line but its own.
class BrokenObjectTest : public testing::Test {
 protected:
  // Compares the translations of random worlds with `good` and with `bad` added; `own` names what
  // the objects themselves are and say.
  static void ExpectNobodyElseIsHurt(const std::vector<Spec>& good, const std::vector<Spec>& bad,
                                     const std::vector<std::string>& own) {
    for (unsigned seed = 0; seed < 20; ++seed) {
      History history(seed);
      ASSERT_EQ(history.Walk(kSteps), "");
      World world = history.world();
      world.Put(ClassSpec());
      world.Put(MainGateway({}));
      const Lines with_good = Translate(world, good), with_bad = Translate(world, bad);
      ASSERT_NE(with_good, with_bad) << "seed " << seed;
      ASSERT_EQ(FirstDifference(Without(with_bad, own), Without(with_good, own)), "")
          << "seed " << seed;
    }
  }

  static GatewaySpec MainGateway(const std::vector<ListenerSpec>& more) {
    GatewaySpec gateway;
    gateway.ns = "n0";
    gateway.name = "g0";
    gateway.listeners = {{.name = "l0"}, {.name = "l1", .hostname = "*.a.com"}};
    gateway.listeners.insert(gateway.listeners.end(), more.begin(), more.end());
    return gateway;
  }

  // Its first rule takes everything: broken or not, nothing passes it.
  static RouteSpec MainRoute() {
    return {.ns = "n0",
            .name = "main",
            .parents = {{.name = "g0"}},
            .hostnames = {"x.a.com", "*.com"},
            .rules = {{.matches = {{.path = "/"}}, .backends = {{.name = "mine"}}},
                      {.matches = {{.path = "/a"}}, .backends = {{.name = "mine"}}}}};
  }
  static ServiceSpec MainService() { return {.ns = "n0", .name = "mine"}; }

  inline static const std::vector<std::string> kMine = {"HTTPRoute n0/main", "Service n0/mine"};

 private:
  static Lines Translate(World world, const std::vector<Spec>& more) {
    for (const Spec& spec : more) world.Put(spec);
    return Dump(Start(world)->tables());
  }
};

TEST_F(BrokenObjectTest, ARuleThatThePluginRefuses) {
  RouteSpec bad = MainRoute();
  bad.rules[0].refused = true;
  ExpectNobodyElseIsHurt({MainService(), MainRoute()}, {MainService(), bad}, kMine);
}

TEST_F(BrokenObjectTest, ARouteThatThePluginFailsOn) {
  RouteSpec bad = MainRoute();
  bad.plugin_throws = true;
  ExpectNobodyElseIsHurt({}, {bad}, kMine);
}

TEST_F(BrokenObjectTest, ARouteWhoseHostnameIsNone) {
  RouteSpec bad = MainRoute();
  bad.hostnames = {"not a hostname"};
  bad.rules.clear();
  ExpectNobodyElseIsHurt({}, {bad}, kMine);
}

TEST_F(BrokenObjectTest, ABackendThatIsMissing) {
  ExpectNobodyElseIsHurt({MainService(), MainRoute()}, {MainRoute()}, kMine);
}

TEST_F(BrokenObjectTest, ABackendThatIsNotGranted) {
  const ServiceSpec service{.ns = "far", .name = "mine"};
  RouteSpec route = MainRoute();
  for (RuleSpec& rule : route.rules) rule.backends[0].ns = "far";
  const GrantSpec grant{.ns = "far", .name = "grant", .from_ns = "n0"};
  ExpectNobodyElseIsHurt({service, route, grant}, {service, route},
                         {"HTTPRoute n0/main", "Service far/mine"});
}

TEST_F(BrokenObjectTest, AListenerOfAProtocolThatNobodyServes) {
  const ListenerSpec udp{.name = "udp", .protocol = "UDP"};
  ExpectNobodyElseIsHurt({}, {MainGateway({udp})},
                         {"Gateway n0/g0 #udp", "status Gateway n0/g0 Accepted=True"});
}

TEST_F(BrokenObjectTest, ListenersThatConflictWithEachOther) {
  const ListenerSpec one{.name = "one", .hostname = "*.b.com"},
      two{.name = "two", .hostname = "*.b.com"};
  ExpectNobodyElseIsHurt(
      {}, {MainGateway({one, two})},
      {"Gateway n0/g0 #one", "Gateway n0/g0 #two", "status Gateway n0/g0 Accepted=True"});
}

TEST_F(BrokenObjectTest, AClassWithUnknownParametersAndItsGateway) {
  const ClassSpec bad_class{.name = "bad", .parameters = true};
  GatewaySpec bad_gateway = MainGateway({});
  bad_gateway.ns = "far";
  bad_gateway.gateway_class = "bad";
  ExpectNobodyElseIsHurt({}, {bad_class, bad_gateway}, {"GatewayClass bad", "Gateway far/g0"});
}

}  // namespace
}  // namespace meshgate::pipeline::world
