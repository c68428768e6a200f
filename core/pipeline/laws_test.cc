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
  size_t rules = 0, clusters = 0, refused = 0, conflicts = 0, programmed = 0, cross_namespace = 0,
         filtered = 0, lacking_filters = 0, l4 = 0, chains = 0, last_good = 0, unpermitted = 0,
         blamed = 0, misled_filters = 0, timeouts = 0, ruled_listeners = 0, losers = 0;
  for (unsigned seed = 0; seed < kHistories; ++seed) {
    History history(seed);
    ASSERT_EQ(history.Walk(kSteps), "") << "seed " << seed;
    for (const std::string& line : Dump(history.translator().tables())) {
      const auto has = [&](const char* text) { return line.find(text) != std::string::npos; };
      rules += line.starts_with("host ") && has(" rule ");
      l4 += line.starts_with("l4 ") && has("\"route\"");
      clusters += line.starts_with("cluster ");
      chains += line.starts_with("chain ");
      last_good += line.starts_with("certificate ") && has("last good certificate");
      unpermitted += has("Gateways of namespace");
      blamed += has("RefusedByProxy");
      timeouts += line.starts_with("cluster ") && has(" within ");
      ruled_listeners += line.starts_with("policy ");
      losers += has("Accepted=False Conflicted");
      refused += has("PluginFailed") || has("PartiallyInvalid=True");
      conflicts += has("Conflicted=True");
      programmed += has("Programmed=True");
      filtered += line.starts_with("resolved ") && has(" filtered");
      lacking_filters += has("HeaderFilter");
      misled_filters += has("spec.valueFrom") || has("refers to ConfigMap");
      cross_namespace +=
          line.starts_with("resolved HTTPRoute n0/") && (has("Service n1/") || has("Service n2/"));
    }
  }
  EXPECT_GT(rules, 400u);
  EXPECT_GT(l4, 5u);
  EXPECT_GT(clusters, 50u);
  EXPECT_GT(chains, 10u);
  EXPECT_GT(last_good, 2u);
  EXPECT_GT(unpermitted, 2u);
  EXPECT_GT(blamed, 5u);
  EXPECT_GT(refused, 50u);
  EXPECT_GT(conflicts, 25u);
  EXPECT_GT(programmed, 50u);
  EXPECT_GT(cross_namespace, 3u);
  EXPECT_GT(filtered, 20u);
  EXPECT_GT(lacking_filters, 50u);
  EXPECT_GT(misled_filters, 20u);
  EXPECT_GT(timeouts, 10u);
  EXPECT_GT(ruled_listeners, 10u);
  EXPECT_GT(losers, 10u);
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
  // One that takes every request of its hostnames too, after all others.
  RouteSpec good = MainRoute();
  good.created = 4'000'000'000;
  ExpectNobodyElseIsHurt({good}, {bad}, {"HTTPRoute n0/main", "Service n0/mine",
                                         "status Gateway n0/g0 #l0 has attachedRoutes",
                                         "status Gateway n0/g0 #l1 has attachedRoutes"});
}

// It answers for a name that nobody has, never for all names.
TEST_F(BrokenObjectTest, ARouteWhoseHostnameIsNone) {
  RouteSpec bad = MainRoute();
  bad.hostnames = {"not a hostname"};
  ExpectNobodyElseIsHurt({}, {bad}, {"HTTPRoute n0/main", "#l0 invalid"});
}

// Beside another listener of its port.
TEST_F(BrokenObjectTest, ASecretThatHoldsNoPair) {
  const auto https = [](const std::string& name) {
    return ListenerSpec{.name = name,
                        .port = 443,
                        .protocol = "HTTPS",
                        .hostname = name + ".test",
                        .certificates = {{.name = name}}};
  };
  const GatewaySpec gateway = MainGateway({https("first"), https("mine")});
  const SecretSpec first{.ns = "n0", .name = "first"};
  const SecretSpec secret{.ns = "n0", .name = "mine"};
  SecretSpec broken = secret;
  broken.key_of = 1;
  ExpectNobodyElseIsHurt({gateway, first, secret}, {gateway, first, broken},
                         {"Secret n0/mine", "Gateway n0/g0 #mine"});
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

TEST_F(BrokenObjectTest, AFilterThatFails) {
  RouteSpec route = MainRoute();
  route.rules[0].filters = {"mine"};
  const FilterSpec good{.ns = "n0", .name = "mine", .value = "v"};
  FilterSpec bad = good;
  bad.plugin_throws = true;
  ExpectNobodyElseIsHurt({MainService(), route, good}, {MainService(), route, bad}, kMine);
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
  const ClassSpec bad_class{.name = "bad", .parameters = "absent"};
  GatewaySpec bad_gateway = MainGateway({});
  bad_gateway.ns = "far";
  bad_gateway.gateway_class = "bad";
  ExpectNobodyElseIsHurt({}, {bad_class, bad_gateway}, {"GatewayClass bad", "Gateway far/g0"});
}

}  // namespace
}  // namespace meshgate::pipeline::world
