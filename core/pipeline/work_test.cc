// What one change costs, as exact counts per stage: they must not depend on how many unrelated
// objects there are, and a change of them is a change of the product.
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/pipeline/last_good.h"
#include "core/pipeline/testing/objects.h"
#include "core/pipeline/testing/route_kinds.h"
#include "core/pipeline/testing/work.h"
#include "core/pipeline/translator.h"
#include "gtest/gtest.h"

namespace meshgate::pipeline::world {
namespace {

// Routes "team/r<i>" to Service "team/s", attached to one Gateway with two listeners: http takes
// all namespaces, red those with a label that "team" does not have.
class WorkTest : public testing::Test {
 protected:
  static GatewaySpec Gateway() {
    return {.listeners = {{.name = "http", .port = 80},
                          {.name = "red", .port = 81, .from = "Selector", .team = "red"}}};
  }

  static std::string OwnHost(int i) { return "h" + std::to_string(i) + ".example.com"; }

  static RouteSpec Route(const std::string& name, const std::string& hostname,
                         const std::string& path) {
    RouteSpec route{.ns = "team",
                    .name = name,
                    .parents = {{.ns = "infra", .name = "gateway"}},
                    .rules = {{.matches = {{.path = path}}, .backends = {{.name = "s"}}}}};
    if (!hostname.empty()) route.hostnames = {hostname};
    return route;
  }
  static RouteSpec RouteOfOwnHost(int i, const std::string& path) {
    return Route("r" + std::to_string(i), OwnHost(i), path);
  }

  void Put(const Spec& spec) { translator_->inputs().Put(Make(spec)); }

  // A translator with the Gateway and the Service, and `count` routes on hosts of their own.
  void Load(int count, const std::string& path) {
    translator_ = std::make_unique<Translator>(Registry(), Options());
    Put(ClassSpec());
    Put(Gateway());
    Put(NamespaceSpec{.name = "team"});
    Put(ServiceSpec{.ns = "team", .name = "s"});
    for (int i = 0; i < count; ++i) Put(RouteOfOwnHost(i, path));
    translator_->engine().Commit();
    translator_->engine().Commit();
  }

  WorkMap Commit() { return CommitAndCount(translator_->engine()); }

  std::unique_ptr<Translator> translator_;
};

// Its host now reads past the former catch-all: the routes of four hostnames, from its own to "*".
TEST_F(WorkTest, OneRouteAmongManyOnOwnHosts) {
  for (const int count : {10, 100, 3000}) {
    Load(count, "/");
    Put(RouteOfOwnHost(7, "/new"));
    EXPECT_EQ(Commit(), (WorkMap{{"described", {1, 0, 1, 0, 0}},
                                 {"routes", {1, 1, 8, 0, 0}},
                                 {"hosts", {1, 1, 1, 4, 1}},
                                 {"statuses", {1, 1, 3, 0, 0}}}))
        << count;
  }
}

TEST_F(WorkTest, AnotherBackendOfOneRoute) {
  for (const int count : {10, 3000}) {
    Load(count, "/");
    Put(ServiceSpec{.ns = "team", .name = "t"});
    EXPECT_EQ(Commit(), (WorkMap{{"services", {1, 0, 1, 0, 0}}})) << count;
    RouteSpec route = RouteOfOwnHost(7, "/");
    route.rules[0].backends[0].name = "t";
    Put(route);
    EXPECT_EQ(Commit(), (WorkMap{{"described", {1, 0, 1, 0, 0}},
                                 {"routes", {1, 0, 8, 0, 0}},
                                 {"hosts", {1, 1, 1, 1, 1}},
                                 {"clusters", {1, 0, 3, 0, 0}},
                                 {"statuses", {1, 1, 3, 0, 0}}}))
        << count;
  }
}

TEST_F(WorkTest, OneRouteAddedAndDeleted) {
  for (const int count : {10, 3000}) {
    Load(count, "/");
    Put(RouteOfOwnHost(count, "/"));
    EXPECT_EQ(Commit(), (WorkMap{{"described", {1, 0, 1, 0, 0}},
                                 {"routes", {1, 0, 8, 0, 0}},
                                 {"entries", {1, 0, 1, 5, 2}},
                                 {"hosts", {1, 0, 1, 1, 1}},
                                 {"statuses", {2, 0, 14, 2, 0}}}))
        << count;
    translator_->inputs().Erase(IdOf(RouteOfOwnHost(count, "/")));
    EXPECT_EQ(Commit(), (WorkMap{{"statuses", {1, 0, 11, 2, 0}}})) << count;
  }
}

TEST_F(WorkTest, OneRouteAmongManyOnOneHost) {
  for (const uint64_t count : {10, 1000}) {
    Load(0, "/");
    const auto route = [](uint64_t i, const std::string& path) {
      return Route("r" + std::to_string(i), "one.example.com", path);
    };
    for (uint64_t i = 0; i < count; ++i) Put(route(i, "/" + std::to_string(i)));
    Commit();
    Put(route(7, "/new"));
    EXPECT_EQ(Commit(), (WorkMap{{"described", {1, 0, 1, 0, 0}},
                                 {"routes", {1, 1, 8, 0, 0}},
                                 {"hosts", {1, 0, count, 4, count}},
                                 {"statuses", {1, 1, 3, 0, 0}}}))
        << count;
  }
}

// None of the hosts below looks past its catch-all.
TEST_F(WorkTest, AWildcardRouteOverHostsWithCatchAlls) {
  for (const int count : {10, 10000}) {
    Load(count, "/");
    Put(Route("wild", "*.example.com", "/"));
    Commit();
    Put(Route("wild", "*.example.com", "/new"));
    EXPECT_EQ(Commit(), (WorkMap{{"described", {1, 0, 1, 0, 0}},
                                 {"routes", {1, 1, 8, 0, 0}},
                                 {"hosts", {1, 1, 1, 3, 1}},
                                 {"statuses", {1, 1, 3, 0, 0}}}))
        << count;
  }
}

TEST_F(WorkTest, AHostlessRouteOverHostsWithCatchAlls) {
  for (const int count : {10, 10000}) {
    Load(count, "/");
    Put(Route("hostless", "", "/"));
    Commit();
    Put(Route("hostless", "", "/new"));
    EXPECT_EQ(Commit(), (WorkMap{{"described", {1, 0, 1, 0, 0}},
                                 {"routes", {1, 1, 8, 0, 0}},
                                 {"hosts", {1, 1, 1, 1, 1}},
                                 {"statuses", {1, 1, 3, 0, 0}}}))
        << count;
  }
}

// Every route of the Gateway looks at the new listener; no host but its own is computed.
TEST_F(WorkTest, AListenerAdded) {
  constexpr uint64_t kCount = 1000;
  Load(kCount, "/");
  GatewaySpec gateway = Gateway();
  gateway.listeners.push_back({.name = "new", .hostname = "nothing.org"});
  Put(gateway);
  EXPECT_EQ(Commit(), (WorkMap{{"gateways", {1, 0, 3, 0, 0}},
                               {"parents", {1, 0, 1, 0, 0}},
                               {"frontends", {3, 2, 3, 0, 0}},
                               {"placements", {1, 0, 1, 0, 0}},
                               {"frontend_policies", {1, 1, 2, 0, 0}},
                               {"routes", {kCount, kCount, 9 * kCount, 0, 0}},
                               {"entries", {1, 0, 1, 1, 2}},
                               {"hosts", {1, 0, 0, 3, 0}},
                               {"claims", {2, 2, 4, 2, 2}},
                               {"listener_hashes", {1, 0, 2, 0, 0}},
                               {"infra", {1, 1, 2, 1, 2}},
                               {"statuses", {1, 0, 16, 3, 0}}}));
}

// Parameters reach the Gateways that use them, through their class or themselves, and nobody else;
// nothing that serves looks at them.
TEST_F(WorkTest, ParametersReachTheGatewaysThatUseThem) {
  Load(10, "/");
  Put(ParametersSpec{.name = "of-class", .replicas = 1});
  Put(ParametersSpec{.name = "of-gateway", .pod_label = "a"});
  Put(ClassSpec{.name = "other", .parameters = "of-class"});
  for (int i = 0; i < 5; ++i) {
    GatewaySpec gateway{.name = "g" + std::to_string(i), .gateway_class = "other"};
    if (i == 0) gateway.parameters = "of-gateway";
    Put(gateway);
  }
  Commit();
  Put(ParametersSpec{.name = "of-class", .replicas = 2});
  EXPECT_EQ(Commit(), (WorkMap{{"parameters", {1, 0, 1, 0, 0}},
                               {"classes", {1, 1, 2, 0, 0}},
                               {"infra", {5, 0, 16, 5, 0}}}));
  Put(ParametersSpec{.name = "of-gateway", .pod_label = "b"});
  EXPECT_EQ(Commit(), (WorkMap{{"parameters", {1, 0, 1, 0, 0}},
                               {"gateways", {1, 1, 4, 0, 0}},
                               {"infra", {1, 0, 4, 1, 0}}}));
}

// The second listener takes the routes, each on a new host.
TEST_F(WorkTest, ANamespaceLabelThatASelectorAsksFor) {
  constexpr uint64_t kCount = 1000;
  Load(kCount, "/");
  Put(NamespaceSpec{.name = "team", .team = "red"});
  EXPECT_EQ(Commit(), (WorkMap{{"namespaces", {1, 0, 1, 0, 0}},
                               {"routes", {kCount, 0, 9 * kCount, 0, 0}},
                               {"entries", {kCount, 0, kCount, 5 * kCount, 2 * kCount}},
                               {"hosts", {kCount, 0, kCount, kCount, kCount}},
                               {"statuses", {kCount + 1, kCount, 3 * kCount + 11, 2, 0}}}));
}

// One Gateway with many listeners for connections, each with two routes: the younger one of each is
// accepted and serves nothing.
class L4WorkTest : public WorkTest {
 protected:
  static RouteSpec L4Route(int i, int64_t created, const std::string& service) {
    return {.ns = "team",
            .name = "r" + std::to_string(i) + "-" + std::to_string(created),
            .kind = "TCPRoute",
            .parents = {{.ns = "infra", .name = "l4", .section = "p" + std::to_string(i)}},
            .rules = {{.backends = {{.name = service}}}},
            .created = created};
  }

  void LoadL4(int count) {
    Load(10, "/");
    GatewaySpec gateway{.name = "l4"};
    for (int i = 0; i < count; ++i) {
      gateway.listeners.push_back(
          {.name = "p" + std::to_string(i), .port = 9000 + i, .protocol = "TCP"});
      for (const int64_t created : {1, 2}) Put(L4Route(i, created, "s"));
    }
    Put(gateway);
    Put(ServiceSpec{.ns = "team", .name = "t"});
    translator_->engine().Commit();
    translator_->engine().Commit();
  }
};

TEST_F(L4WorkTest, OneRouteAmongManyListeners) {
  for (const int count : {10, 500}) {
    LoadL4(count);
    Put(L4Route(7, 1, "t"));
    EXPECT_EQ(Commit(), (WorkMap{{"described", {1, 0, 1, 0, 0}},
                                 {"routes", {1, 0, 6, 0, 0}},
                                 {"l4", {1, 0, 3, 1, 2}},
                                 {"clusters", {1, 0, 3, 0, 0}},
                                 {"statuses", {1, 1, 3, 0, 0}}}))
        << count;
  }
}

TEST_F(L4WorkTest, ARouteThatDoesNotServe) {
  for (const int count : {10, 500}) {
    LoadL4(count);
    Put(L4Route(7, 2, "missing"));
    EXPECT_EQ(Commit(), (WorkMap{{"described", {1, 0, 1, 0, 0}},
                                 {"routes", {1, 0, 6, 0, 0}},
                                 {"l4", {1, 1, 3, 1, 2}},
                                 {"statuses", {1, 0, 3, 0, 0}}}))
        << count;
  }
}

// Two HTTPS listeners on one port beside many routes, both with the certificate of one Secret.
class TlsWorkTest : public WorkTest {
 protected:
  static ListenerSpec Https(const std::string& name) {
    return {.name = name,
            .port = 443,
            .protocol = "HTTPS",
            .hostname = name + ".org",
            .certificates = {{.name = "c"}}};
  }
  static SecretSpec Secret(int pair) { return {.ns = "infra", .name = "c", .pair = pair}; }

  void LoadTls(int count) {
    Load(count, "/");
    GatewaySpec gateway = Gateway();
    gateway.listeners.push_back(Https("a"));
    gateway.listeners.push_back(Https("b"));
    Put(gateway);
    Put(Secret(0));
    CommitAndFeed();
    CommitAndFeed();
  }

  WorkMap CommitAndFeed() {
    WorkMap work = Commit();
    NoteLastGood(translator_->tables().certificates, translator_->inputs());
    return work;
  }
};

// One parse; no listener, route or status is looked at.
TEST_F(TlsWorkTest, ARotation) {
  for (const int count : {10, 1000}) {
    LoadTls(count);
    Put(Secret(1));
    EXPECT_EQ(CommitAndFeed(), (WorkMap{{"certificates", {1, 0, 1, 0, 0}},
                                        {"certificate_facts", {1, 1, 1, 0, 0}}}))
        << count;
    EXPECT_EQ(CommitAndFeed(), WorkMap()) << "what is remembered is nobody's work";
  }
}

// The statuses say so; the listeners stay as they are.
TEST_F(TlsWorkTest, AVersionThatIsNoPair) {
  LoadTls(1000);
  SecretSpec secret = Secret(1);
  secret.key_of = 2;
  Put(secret);
  EXPECT_EQ(CommitAndFeed(), (WorkMap{{"certificates", {1, 0, 2, 0, 0}},
                                      {"certificate_facts", {1, 0, 1, 0, 0}},
                                      {"listener_tls", {2, 0, 6, 0, 0}},
                                      {"frontends", {2, 2, 4, 0, 0}},
                                      {"claims", {1, 1, 5, 1, 2}},
                                      {"listener_hashes", {2, 2, 6, 0, 0}},
                                      {"statuses", {1, 0, 23, 4, 0}}}));
}

TEST_F(TlsWorkTest, ASecretOfNobody) {
  LoadTls(1000);
  Put(SecretSpec{.ns = "infra", .name = "other"});
  EXPECT_EQ(CommitAndFeed(), WorkMap());
}

TEST_F(WorkTest, WhatNobodyLooksAt) {
  Load(1000, "/");
  Put(ServiceSpec{.ns = "team", .name = "s", .note = "new"});
  EXPECT_EQ(Commit(), (WorkMap{{"services", {1, 1, 1, 0, 0}}})) << "an annotation of a Service";
  Put(NamespaceSpec{.name = "team", .note = "new"});
  EXPECT_EQ(Commit(), (WorkMap{{"namespaces", {1, 1, 1, 0, 0}}})) << "an annotation of a Namespace";
  Put(NamespaceSpec{.name = "elsewhere", .team = "red"});
  EXPECT_EQ(Commit(), (WorkMap{{"namespaces", {1, 0, 1, 0, 0}}})) << "another Namespace";
  Put(GrantSpec{.ns = "infra", .name = "grant", .from_ns = "team"});
  EXPECT_EQ(Commit(), (WorkMap{{"grants", {1, 0, 1, 0, 0}}})) << "a grant that no reference needs";
  GatewaySpec gateway = Gateway();
  gateway.generation = 2;
  Put(gateway);
  EXPECT_EQ(Commit(), (WorkMap{{"gateways", {1, 0, 3, 0, 0}},
                               {"parents", {1, 1, 1, 0, 0}},
                               {"frontends", {2, 2, 2, 0, 0}},
                               {"claims", {2, 2, 4, 2, 2}},
                               {"infra", {1, 1, 2, 1, 2}},
                               {"statuses", {1, 0, 11, 2, 0}}}))
      << "the generation of the Gateway";
}

// A change of what a filter does looks at the routes that refer to it; none of their hosts, which
// hold references to rules.
TEST_F(WorkTest, AFilterOfOneRouteAmongMany) {
  for (const int count : {10, 3000}) {
    Load(count, "/");
    RouteSpec route = RouteOfOwnHost(7, "/");
    route.rules[0].filters = {"f"};
    Put(route);
    Commit();
    const FilterSpec filter{.ns = "team", .name = "f", .value = "one"};
    Put(filter);
    EXPECT_EQ(Commit(), (WorkMap{{"filter_references", {1, 0, 1, 0, 0}},
                                 {"filters", {1, 0, 2, 0, 0}},
                                 {"routes", {1, 0, 9, 0, 0}},
                                 {"statuses", {1, 0, 3, 0, 0}}}))
        << count << ", the filter appears";
    FilterSpec other = filter;
    other.value = "two";
    Put(other);
    EXPECT_EQ(Commit(), (WorkMap{{"filter_references", {1, 1, 1, 0, 0}},
                                 {"filters", {1, 0, 2, 0, 0}},
                                 {"routes", {1, 0, 9, 0, 0}},
                                 {"statuses", {1, 1, 3, 0, 0}}}))
        << count << ", the filter changes";
    other.name = "nobody-refers-to-it";
    Put(other);
    EXPECT_EQ(Commit(), (WorkMap{{"filter_references", {1, 0, 1, 0, 0}},
                                 {"filters", {1, 0, 2, 0, 0}}}))
        << count;
  }
}

// Beside any number of Services: the cluster of the one that it targets.
TEST_F(WorkTest, APolicyOfAService) {
  for (const int count : {10, 3000}) {
    Load(count, "/");
    for (int i = 0; i < count; ++i) {
      const std::string name = "s" + std::to_string(i);
      Put(ServiceSpec{.ns = "team", .name = name});
      PolicySpec policy{.ns = "team", .name = name, .connect_milliseconds = 100};
      policy.targets.push_back({.name = name});
      Put(policy);
      RouteSpec route = Route("p" + std::to_string(i), OwnHost(count + i), "/");
      route.rules[0].backends[0].name = name;
      Put(route);
    }
    Commit();
    PolicySpec policy{.ns = "team", .name = "s7", .connect_milliseconds = 200};
    policy.targets.push_back({.name = "s7"});
    Put(policy);
    EXPECT_EQ(Commit(), (WorkMap{{"policy_references", {1, 1, 1, 0, 0}},
                                 {"policies", {1, 0, 2, 0, 0}},
                                 {"policies_in_force", {1, 1, 2, 1, 1}},
                                 {"clusters", {1, 0, 4, 0, 0}},
                                 {"statuses", {1, 1, 3, 1, 1}}}))
        << count;
  }
}

TEST_F(WorkTest, EqualWrites) {
  Load(100, "/");
  Put(RouteOfOwnHost(7, "/"));
  Put(Gateway());
  Put(ServiceSpec{.ns = "team", .name = "s"});
  EXPECT_EQ(Commit(), WorkMap());
}

TEST_F(WorkTest, AnAcknowledgement) {
  Load(1000, "/");
  const FrontendId id{IdOf(Gateway()), "http"};
  translator_->inputs().acks.Put(id, *translator_->tables().listener_hashes.Peek(id));
  EXPECT_EQ(Commit(), (WorkMap{{"statuses", {1, 0, 11, 2, 0}}}));
}

}  // namespace
}  // namespace meshgate::pipeline::world
