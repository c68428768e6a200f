#include "controllers/sinks/xds/route_trials.h"

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "controllers/sinks/xds/stream_state_fixture.h"
#include "envoy/config/route/v3/route.pb.h"
#include "gtest/gtest.h"

namespace meshgate::xds {
namespace {

// "HOST RULE=CONTENT" of each route, in their order, and "HOST" of a host without.
std::vector<std::string> RoutesOf(const std::vector<base::SharedBytes>& hosts) {
  std::vector<std::string> routes;
  for (const base::SharedBytes& bytes : hosts) {
    envoy::config::route::v3::RouteConfiguration configuration;
    ParseOwn(bytes.view(), configuration);
    for (const auto& host : configuration.virtual_hosts()) {
      if (host.routes().empty()) routes.push_back(host.name());
      for (const auto& route : host.routes()) {
        routes.push_back(host.name() + " " + route.name() + "=" + route.stat_prefix());
      }
    }
  }
  return routes;
}

bool IsBad(const std::string& route) { return route.find("BAD") != std::string::npos; }

bool AnyIsBad(const std::vector<std::string>& routes) {
  return std::any_of(routes.begin(), routes.end(), IsBad);
}

std::vector<base::SharedBytes> Values(const RouteTrials::Hosts& hosts) {
  std::vector<base::SharedBytes> values;
  for (const auto& [id, bytes] : hosts) values.push_back(bytes);
  return values;
}

// Random hosts with up to four routes each; each route is bad with this probability.
RouteTrials::Hosts RandomHosts(std::mt19937& random, double bad) {
  std::bernoulli_distribution is_bad(bad), is_there(0.7);
  RouteTrials::Hosts hosts;
  for (char name = 'a'; name < 'j'; ++name) {
    if (!is_there(random)) continue;
    std::vector<std::string> routes;
    for (int rule = 0; rule < 4; ++rule) {
      if (!is_there(random)) continue;
      const std::string content = is_bad(random) ? "BAD" : std::to_string(random() % 2);
      // Two matches of one rule share its name.
      routes.push_back("ns/r/" + std::to_string(rule / 2) + "=" + content);
    }
    const std::string hostname(1, name);
    hosts.emplace(EntryNamed(hostname), HostField(hostname, routes));
  }
  return hosts;
}

TEST(RouteTrialsTest, FindsTheBadRoutesOfRandomHostsAndServesTheRest) {
  std::mt19937 random(1);
  for (int history = 0; history < 300; ++history) {
    const RouteTrials::Hosts taken = RandomHosts(random, 0);
    const RouteTrials::Hosts wanted = RandomHosts(random, 0.1);
    if (!AnyIsBad(RoutesOf(Values(wanted)))) continue;
    RouteTrials trials;
    ASSERT_TRUE(trials.Begin(Values(taken), wanted, "whole"));
    std::vector<std::string> served = RoutesOf(Values(taken));
    while (trials.running()) {
      const std::vector<std::string> trial = RoutesOf(trials.Trial());
      EXPECT_GE(trial.size(), served.size()) << "no trial takes a route away";
      if (AnyIsBad(trial)) {
        trials.TrialRefused("refused");
      } else {
        trials.TrialTaken();
        served = trial;
      }
    }
    std::set<std::string> bad, blamed;
    for (const std::string& route : RoutesOf(Values(wanted))) {
      if (IsBad(route)) bad.insert(route.substr(0, route.find('=')));
    }
    for (const auto& [host, of_host] : trials.blames()) {
      for (const auto& [key, blame] : of_host) blamed.insert(host.domain + " " + key.rule);
    }
    EXPECT_EQ(blamed, bad);
    std::vector<base::SharedBytes> rest;
    for (const auto& [id, bytes] : wanted) rest.push_back(trials.Served(id, bytes));
    const std::vector<std::string> routes = RoutesOf(rest);
    EXPECT_FALSE(AnyIsBad(routes));
    for (const std::string& route : RoutesOf(Values(wanted))) {
      EXPECT_TRUE(IsBad(route) || std::count(routes.begin(), routes.end(), route) > 0) << route;
    }
  }
}

TEST(RouteTrialsTest, TheEarlierRouteStaysInThePlaceOfARefusedOne) {
  const RouteTrials::Hosts taken = {
      {EntryNamed("a"), HostField("a", {"ns/one/0=1", "ns/two/0=1", "ns/gone/0=1"})}};
  const RouteTrials::Hosts wanted = {
      {EntryNamed("a"), HostField("a", {"ns/new/0=1", "ns/one/0=BAD", "ns/two/0=2"})}};
  RouteTrials trials;
  ASSERT_TRUE(trials.Begin(Values(taken), wanted, "whole"));
  while (trials.running()) {
    AnyIsBad(RoutesOf(trials.Trial())) ? trials.TrialRefused("words") : trials.TrialTaken();
  }
  const auto& [id, bytes] = *wanted.begin();
  EXPECT_EQ(RoutesOf({trials.Served(id, bytes)}),
            (std::vector<std::string>{"a ns/new/0=1", "a ns/one/0=1", "a ns/two/0=2"}));
  ASSERT_EQ(trials.blames().size(), 1u);
  EXPECT_EQ(trials.blames().begin()->second.begin()->second.text, "words");

  const base::SharedBytes edited = HostField("a", {"ns/one/0=1"});
  trials.NoteHost(id, &edited);
  EXPECT_TRUE(trials.blames().empty()) << "the route is another one now";
}

TEST(RouteTrialsTest, AThousandHostsTakeAFewTrials) {
  RouteTrials::Hosts wanted;
  for (int i = 0; i < 1000; ++i) {
    const std::string hostname = "h" + std::to_string(i);
    const std::string content = i == 567 ? "BAD" : "1";
    wanted.emplace(EntryNamed(hostname), HostField(hostname, {"ns/r/0=" + content}));
  }
  RouteTrials trials;
  ASSERT_TRUE(trials.Begin({}, wanted, "whole"));
  int count = 0;
  for (; trials.running(); ++count) {
    AnyIsBad(RoutesOf(trials.Trial())) ? trials.TrialRefused("words") : trials.TrialTaken();
  }
  EXPECT_LE(count, 20);
  EXPECT_EQ(trials.blames().size(), 1u);
}

TEST(RouteTrialsTest, AHostThatIsBadItselfIsLeftOut) {
  const RouteTrials::Hosts wanted = {{EntryNamed("BAD"), HostField("BAD", {"ns/r/0=1"})},
                                     {EntryNamed("good"), HostField("good", {"ns/r/0=1"})}};
  RouteTrials trials;
  std::vector<base::SharedBytes> served = Values(wanted);
  for (int i = 0; i < 10 && AnyIsBad(RoutesOf(served)); ++i) {
    ASSERT_TRUE(trials.Begin({}, wanted, "whole"));
    while (trials.running()) {
      AnyIsBad(RoutesOf(trials.Trial())) ? trials.TrialRefused("words") : trials.TrialTaken();
    }
    served.clear();
    for (const auto& [id, bytes] : wanted) {
      const base::SharedBytes host = trials.Served(id, bytes);
      if (!host.empty()) served.push_back(host);
    }
  }
  EXPECT_EQ(RoutesOf(served), std::vector<std::string>{"good ns/r/0=1"});
}

TEST(RouteTrialsTest, WithoutAnAdditionNoTrialHelps) {
  const RouteTrials::Hosts wanted = {{EntryNamed("a"), HostField("a", {"ns/r/0=1"})}};
  EXPECT_FALSE(RouteTrials().Begin(Values(wanted), wanted, "whole"));
}

// A proxy that refuses each RouteConfiguration with a bad route.
class BlameTest : public StreamStateTest {
 protected:
  void PutHost(const std::string& hostname, const std::vector<std::string>& routes) {
    Apply({{}, {}, {{EntryNamed(hostname), HostField(hostname, routes)}}});
  }
  // Answers all that is sent; returns what the proxy has in the end.
  std::vector<std::string> Settle() {
    for (std::string types = Take(); !types.empty(); types = Take()) {
      EXPECT_EQ(types, "R");
      std::vector<base::SharedBytes> hosts;
      last(Type::kRoutes).resources[0].resource.ForEachOfTail(
          [&](const base::SharedBytes& bytes) { hosts.push_back(bytes); });
      const std::vector<std::string> routes = RoutesOf(hosts);
      if (AnyIsBad(routes)) {
        EXPECT_LT(stream_.acknowledged(), commit_);
        Answer(Type::kRoutes, "words");
      } else {
        held_ = routes;
        Answer(Type::kRoutes);
      }
      stream_.NoteChanges(resources_.TakeChanges());
    }
    EXPECT_EQ(stream_.acknowledged(), commit_);
    return held_;
  }
  std::vector<std::string> Blamed() {
    std::vector<std::string> blamed;
    for (const auto& [rule, text] : resources_.blames()) {
      blamed.push_back(rule.entry.domain + " " + rule.rule + ": " + text);
    }
    return blamed;
  }
  void StartWithTwoHosts() {
    Start();
    Apply({{}, {}, {{EntryNamed("a"), HostField("a", {"ns/r/0=1"})},
                    {EntryNamed("b"), HostField("b", {"ns/r/0=1"})}}});
    Settle();
  }

  std::vector<std::string> held_;
};

TEST_F(BlameTest, OneBadRouteFreezesNothingElse) {
  StartWithTwoHosts();
  PutHost("a", {"ns/r/0=1", "ns/bad/0=BAD"});
  EXPECT_EQ(Settle(), (Strings{"a ns/r/0=1", "b ns/r/0=1"}));
  EXPECT_EQ(Blamed(), Strings{"a ns/bad/0: words"});
  PutHost("b", {"ns/r/0=2"});
  EXPECT_EQ(Settle(), (Strings{"a ns/r/0=1", "b ns/r/0=2"}));
  PutHost("a", {"ns/r/0=2", "ns/bad/0=BAD"});
  EXPECT_EQ(Settle(), (Strings{"a ns/r/0=2", "b ns/r/0=2"})) << "not even its own host";
  EXPECT_EQ(Blamed(), Strings{"a ns/bad/0: words"});
}

TEST_F(BlameTest, ItEndsWhenTheRouteChanges) {
  StartWithTwoHosts();
  PutHost("a", {"ns/r/0=BAD"});
  EXPECT_EQ(Settle(), (Strings{"a ns/r/0=1", "b ns/r/0=1"}));
  EXPECT_EQ(Blamed(), Strings{"a ns/r/0: words"});
  PutHost("a", {"ns/r/0=2"});
  EXPECT_EQ(Blamed(), Strings{});
  EXPECT_EQ(Settle(), (Strings{"a ns/r/0=2", "b ns/r/0=1"}));
}

TEST_F(BlameTest, ANewProxyIsAskedAgain) {
  StartWithTwoHosts();
  PutHost("a", {"ns/r/0=BAD"});
  Settle();
  resources_.OfferBlamedRules();
  stream_.NoteChanges(resources_.TakeChanges());
  EXPECT_EQ(Blamed(), Strings{"a ns/r/0: words"}) << "until it has answered";
  EXPECT_EQ(Take(), "R");
  EXPECT_NE(last(Type::kRoutes).salt, "") << "Envoy may ignore what it has refused";
  Answer(Type::kRoutes);
  EXPECT_EQ(Blamed(), Strings{});
  EXPECT_EQ(stream_.acknowledged(), commit_);
}

TEST_F(BlameTest, EditsDuringTheTrialsWaitForTheirEnd) {
  StartWithTwoHosts();
  PutHost("a", {"ns/r/0=2", "ns/x/0=1", "ns/y/0=BAD"});
  EXPECT_EQ(Take(), "R");
  Answer(Type::kRoutes, "words");
  stream_.NoteChanges(resources_.TakeChanges());
  PutHost("b", {"ns/r/0=2", "ns/z/0=BAD"});
  EXPECT_EQ(Settle(), (Strings{"a ns/r/0=2", "a ns/x/0=1", "b ns/r/0=2"}));
  EXPECT_EQ(Blamed(), (Strings{"a ns/y/0: words", "b ns/z/0: words"}));
}

TEST_F(BlameTest, AProxyWithRoutesThatNobodyKnowsKeepsThem) {
  Apply({{}, {HttpListener("80", "l80")}, {{EntryNamed("a"), HostField("a", {"ns/r/0=BAD"})}}});
  Subscribe(Type::kRoutes, {"80"}, {{"80", "of an earlier manager"}});
  EXPECT_EQ(Take(), "R");
  Answer(Type::kRoutes, "words");
  EXPECT_EQ(Take(), "") << "no trial knows what to add to";
  EXPECT_EQ(Refused(), Strings{"80: words"});
}

}  // namespace
}  // namespace meshgate::xds
