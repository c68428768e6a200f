// The sink against the real Envoy.
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <thread>

#include "controllers/demo/demo_backends.h"
#include "controllers/sinks/xds/endpoints.h"
#include "controllers/sinks/xds/envoy_for_test.h"
#include "controllers/sinks/xds/fake_translator.h"
#include "controllers/sinks/xds/progress_log.h"
#include "controllers/sinks/xds/sink.h"
#include "gtest/gtest.h"

namespace meshgate::xds {
namespace {

using RuleOf = FakeTranslator::RuleOf;

ir::Rule RuleAt(const std::string& prefix, size_t backends = 1) {
  ir::Rule rule;
  rule.matches = {{{ir::PathMatchType::kPathPrefix, prefix}, "", {}, {}}};
  rule.backends.resize(backends);
  return rule;
}

RuleOf Redirect(const std::string& prefix, const ir::Redirect& redirect) {
  ir::Rule rule = RuleAt(prefix, 0);
  rule.redirect = redirect;
  return {rule, {}};
}

ir::PathRewrite ReplacePrefix(const std::string& path) {
  return {ir::PathRewriteType::kReplacePrefixMatch, path};
}
ir::PathRewrite ReplaceFull(const std::string& path) {
  return {ir::PathRewriteType::kReplaceFullPath, path};
}

// One Gateway with a port 80 and a port 8080 behind local ports, and as many backends as a
// test names.
class EnvoyTest : public ::testing::Test {
 protected:
  EnvoyTest() { Translate(); }
  ~EnvoyTest() override {
    envoy_.Stop();
    sink_.reset();
    std::filesystem::remove_all(folder_);
  }

  // A new control plane, as after a restart, before anything is translated.
  void Translate() {
    sink_.reset();
    log_.Clear();
    translator_ = std::make_unique<FakeTranslator>();
    sink_ = std::make_unique<XdsSink>(
        translator_->resources,
        [this](const pipeline::ObjectId&, const Progress& progress) { log_.Note(progress); });
    ASSERT_TRUE(sink_->AddGateway(FakeTranslator::Gateway(), socket()).ok());
    translator_->PutListener(80, port80_);
    translator_->PutListener(8080, port8080_);
    sink_->PutEndpoints(assignments_);
  }

  static std::string MakeFolder() {
    std::string folder = "/tmp/envoyXXXXXX";  // a socket's path is at most 107 bytes long
    EXPECT_NE(mkdtemp(folder.data()), nullptr);
    return folder;
  }

  // A cluster whose one endpoint is a demo backend of this name.
  pipeline::BackendId Backend(const std::string& service) {
    const pipeline::BackendId id = {"ns", service, 80};
    translator_->PutCluster(id);
    const absl::StatusOr<demo::DemoEndpoint> endpoint = backends_.Endpoint("ns", service);
    EXPECT_TRUE(endpoint.ok());
    endpoints_.Override(id, EndpointAddress{endpoint->address, endpoint->port});
    endpoints_.Wait();
    return id;
  }

  // Commits and waits until Envoy has everything.
  void Commit() {
    translator_->engine.Commit();
    const uint64_t commit = translator_->engine.version();
    sink_->AfterCommit(commit, {FakeTranslator::Gateway()});
    sink_->Open();
    log_.WaitForCommit(commit);
  }

  std::string socket() const { return folder_ + "/xds"; }
  std::string Location(int port, const std::string& host, const std::string& path) {
    return Get(port, host, path).Header("location");
  }

  ProgressLog log_;
  const std::string folder_ = MakeFolder();
  std::vector<AssignmentChange> assignments_;  // written by the thread of endpoints_
  const int port80_ = OwnPort();
  const int port8080_ = OwnPort();
  demo::DemoBackends backends_;
  std::unique_ptr<FakeTranslator> translator_;
  std::unique_ptr<XdsSink> sink_;
  Endpoints endpoints_{{true}, [this](const std::vector<AssignmentChange>& changes) {
                         assignments_.insert(assignments_.end(), changes.begin(), changes.end());
                         sink_->PutEndpoints(changes);
                       }};
  EnvoyForTest envoy_{folder_, socket()};
};

TEST_F(EnvoyTest, ServesRequestsWithTheEdgeDefaults) {
  const pipeline::BackendId v1 = Backend("v1");
  translator_->PutRoute("r", 8080, {{RuleAt("/"), {v1}}}, {"a.example", "*.wild.example"});
  Commit();
  const HttpAnswer answer = Get(port8080_, "a.example:8080", "/x?y=1");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.Header("server"), "Kuma Gateway");
  EXPECT_NE(answer.body.find("a.example:8080"), std::string::npos) << answer.body;
  EXPECT_NE(answer.body.find("/x?y=1"), std::string::npos) << answer.body;

  EXPECT_EQ(Get(port8080_, "A.Example", "/").status, 200);
  EXPECT_EQ(Get(port8080_, "a.example.", "/").status, 200);
  EXPECT_EQ(Get(port8080_, "a.example.:8080", "/").status, 200);
  EXPECT_EQ(Get(port8080_, "b.c.wild.example", "/").status, 200);
  EXPECT_EQ(Get(port8080_, "b.wild.example.", "/").status, 200);
  EXPECT_EQ(Get(port8080_, "wild.example", "/").status, 404);
  const HttpAnswer unknown = Get(port8080_, "b.example", "/");
  EXPECT_EQ(unknown.status, 404);
  EXPECT_EQ(unknown.Header("server"), "Kuma Gateway");
  EXPECT_EQ(Get(port80_, "a.example", "/").status, 404) << "a port without routes";

  EXPECT_EQ(Get(port8080_, "a.example", "/", "bad_name: 1\r\n").status, 400);
  const HttpAnswer escaped = Get(port8080_, "a.example", "/a%2Fb");
  EXPECT_EQ(escaped.status, 307);
  EXPECT_EQ(escaped.Header("location"), "/a/b");
  EXPECT_EQ(sink_->proxies(FakeTranslator::Gateway()).connected, 1);

  envoy_.Stop();
  const std::string log = envoy_.Log();
  EXPECT_NE(log.find("\"route\":\"ns/r/0\""), std::string::npos) << log;
  EXPECT_NE(log.find("\"backend\":\"ns/v1/80\""), std::string::npos) << log;
  EXPECT_EQ(log.substr(0, log.find("caught ENVOY_SIGTERM")).find("][warning]"),
            log.find("][warning][main]"))
      << "Envoy warned before it was told to stop: " << log;
}

TEST_F(EnvoyTest, TheShareOfInvalidBackendsAnswers500) {
  const pipeline::BackendId v1 = Backend("v1");
  ir::Rule invalid = RuleAt("/none");
  invalid.response_headers.set = {{"x-rule", "yes"}};
  ir::Rule filtered = RuleAt("/headers");
  filtered.request_headers.set = {{"x-set", "50% off"}};
  filtered.backends[0].request_headers.add = {{"x-backend", "one"}};
  translator_->PutRoute("r", 80,
                        {{RuleAt("/half", 2), {v1, std::nullopt}},
                         {invalid, {std::nullopt}},
                         {RuleAt("/empty", 0), {}},
                         {filtered, {v1}}},
                        {"*"});
  Commit();
  int count[600] = {};
  for (int i = 0; i < 60; ++i) ++count[Get(port80_, "x", "/half").status];
  EXPECT_EQ(count[200] + count[500], 60);
  EXPECT_GT(count[200], 0);
  EXPECT_GT(count[500], 0);
  const HttpAnswer none = Get(port80_, "x", "/none");
  EXPECT_EQ(none.status, 500);
  EXPECT_EQ(none.Header("x-rule"), "yes");
  EXPECT_EQ(Get(port80_, "x", "/empty").status, 500);
  const std::string body = Get(port80_, "x", "/headers").body;
  EXPECT_NE(body.find("50% off"), std::string::npos) << body;
  EXPECT_NE(body.find("\"X-Backend\""), std::string::npos) << body;
}

// A rule for each way to an answer, below `prefix`, with this change: forwarded to `backend`, no
// endpoint, an invalid backend, and answers of the rule itself.
std::vector<RuleOf> RulesOfAllAnswers(const std::string& prefix, const ir::HeaderModifier& change,
                                      const pipeline::BackendId& backend,
                                      const pipeline::BackendId& without_endpoint) {
  std::vector<RuleOf> rules = {{RuleAt(prefix + "/forward"), {backend}},
                               {RuleAt(prefix + "/unserved"), {without_endpoint}},
                               {RuleAt(prefix + "/share", 2), {std::nullopt, backend}},
                               {RuleAt(prefix + "/direct", 0), {}},
                               {RuleAt(prefix + "/redirect", 0), {}}};
  rules[2].rule.backends[0].weight = 1000000;
  rules[3].rule.direct_response = ir::DirectResponse{418, "teapot"};
  rules[4].rule.redirect = ir::Redirect{"https", "", std::nullopt, 0, 302};
  for (RuleOf& rule : rules) rule.rule.response_headers = change;
  return rules;
}

TEST_F(EnvoyTest, ARuleMayChangeTheHeaderServer) {
  const pipeline::BackendId empty = {"ns", "empty", 80};
  const pipeline::BackendId upstream = {"ns", "upstream", 80};  // port 8080 of the same Envoy
  translator_->PutCluster(empty);
  translator_->PutCluster(upstream);
  endpoints_.Override(upstream, EndpointAddress{"127.0.0.1", port8080_});
  endpoints_.Wait();
  ir::Rule answer_of_upstream = RuleAt("/", 0);
  answer_of_upstream.direct_response = ir::DirectResponse{200, "answer"};
  answer_of_upstream.response_headers.set = {{"server", "upstream"}};
  translator_->PutRoute("upstream", 8080, {{answer_of_upstream, {}}}, {"*"});
  const std::pair<ir::HeaderModifier, std::string> changes[] = {
      {{{{"server", "hidden"}}, {}, {}}, "hidden"},
      {{{}, {{"server", "more"}}, {}}, "Kuma Gateway,more"},
      {{{}, {}, {"server"}}, ""},
      {{}, "Kuma Gateway"}};
  std::vector<RuleOf> rules;
  for (size_t i = 0; i < std::size(changes); ++i) {
    const std::string prefix = "/" + std::to_string(i);
    std::vector<RuleOf> more = RulesOfAllAnswers(prefix, changes[i].first, upstream, empty);
    rules.insert(rules.end(), more.begin(), more.end());
  }
  translator_->PutRoute("r", 80, rules, {"a.example", "*.wild.example"});
  Commit();
  EXPECT_EQ(Get(port8080_, "x", "/").Header("server"), "upstream");
  const std::pair<const char*, int> answers[] = {
      {"/forward", 200}, {"/unserved", 503}, {"/share", 500}, {"/direct", 418}, {"/redirect", 302}};
  for (const std::string host : {"a.example", "b.wild.example"}) {
    for (size_t i = 0; i < std::size(changes); ++i) {
      for (const auto& [suffix, status] : answers) {
        const HttpAnswer answer = Get(port80_, host, "/" + std::to_string(i) + suffix);
        const std::string& server = changes[i].second;
        EXPECT_EQ(answer.status, status) << answer.head;
        EXPECT_EQ(answer.Header("server"), server) << answer.head;
        EXPECT_EQ(answer.head.find("server:") == std::string::npos, server.empty());
      }
    }
  }
}

TEST_F(EnvoyTest, EveryAnswerWithoutARuleNamesTheGateway) {
  translator_->PutRoute("r", 80, {{RuleAt("/a"), {Backend("v1")}}}, {"a.example"});
  Commit();
  const std::pair<HttpAnswer, int> answers[] = {
      {Get(port80_, "b.example", "/"), 404},
      {Get(port80_, "a.example", "/"), 404},
      {Get(port80_, "a.example", "/", "bad_name: 1\r\n"), 400},
      {Get(port80_, "a.example", "/a%00"), 400},
      {Get(port80_, "a.example", "/a%2Fb"), 307},
      {HttpConnection(port80_).Send("nonsense\r\n\r\n"), 400},
  };
  for (const auto& [answer, status] : answers) {
    EXPECT_EQ(answer.status, status) << answer.head;
    EXPECT_EQ(answer.Header("server"), "Kuma Gateway") << answer.head;
  }
}

TEST_F(EnvoyTest, AHeaderChangeOfABackendComesAfterItsRules) {
  const pipeline::BackendId v1 = Backend("v1");
  ir::Rule rule = RuleAt("/");
  rule.request_headers = {
      {{"x-set", "rule"}, {"x-gone", "rule"}}, {{"x-add", "rule"}}, {"x-back"}};
  rule.response_headers = rule.request_headers;
  rule.backends[0].request_headers = {
      {{"x-set", "backend"}, {"x-back", "backend"}}, {{"x-add", "backend"}}, {"x-gone"}};
  rule.backends[0].response_headers = rule.backends[0].request_headers;
  translator_->PutRoute("r", 80, {{rule, {v1}}}, {"*"});
  Commit();
  const HttpAnswer answer = Get(port80_, "x", "/");
  EXPECT_EQ(answer.Header("x-set"), "backend") << answer.head;
  EXPECT_EQ(answer.Header("x-back"), "backend") << answer.head;
  EXPECT_EQ(answer.head.find("x-gone"), std::string::npos) << answer.head;
  EXPECT_LT(answer.head.find("x-add: rule"), answer.head.find("x-add: backend")) << answer.head;
  const auto sent = [&](const std::string& header) { return answer.body.find(header); };
  EXPECT_NE(sent("\"X-Set\":[\"backend\"]"), std::string::npos) << answer.body;
  EXPECT_NE(sent("\"X-Back\":[\"backend\"]"), std::string::npos) << answer.body;
  EXPECT_NE(sent("\"X-Add\":[\"rule\",\"backend\"]"), std::string::npos) << answer.body;
  EXPECT_EQ(sent("X-Gone"), std::string::npos) << answer.body;
}

TEST_F(EnvoyTest, LocationNamesThePortOnlyWhenItHasTo) {
  const std::vector<RuleOf> rules = {
      Redirect("/https", {"https", "", std::nullopt, 0, 301}),
      Redirect("/host", {"", "other.example", std::nullopt, 0, 302}),
      Redirect("/port", {"", "", std::nullopt, 8443, 302}),
      Redirect("/full", {"", "", ReplaceFull("/new%20one"), 0, 302}),
      Redirect("/cut", {"", "", ReplacePrefix("/"), 0, 308}),
      Redirect("/swap", {"", "", ReplacePrefix("/to"), 0, 307}),
      Redirect("/", {"", "", std::nullopt, 0, 302}),
  };
  for (int port : {80, 8080}) {
    translator_->PutRoute("r" + std::to_string(port), port, rules,
                          {"a.example", "*.wild.example", "*"});
  }
  Commit();
  const HttpAnswer moved = Get(port80_, "a.example:1234", "/https/x?q=1");
  EXPECT_EQ(moved.status, 301);
  EXPECT_EQ(moved.Header("location"), "https://a.example/https/x?q=1");
  EXPECT_EQ(moved.Header("server"), "Kuma Gateway");
  struct Case {
    const char* path;
    const char* at80;
    const char* at8080;
  };
  const Case cases[] = {
      {"/https/x?q=1", "https://HOST/https/x?q=1", "https://HOST/https/x?q=1"},
      {"/host/x", "http://other.example/host/x", "http://other.example:8080/host/x"},
      {"/port", "http://HOST:8443/port", "http://HOST:8443/port"},
      {"/full/x?q=1", "http://HOST/new%20one?q=1", "http://HOST:8080/new%20one?q=1"},
      {"/full", "http://HOST/new%20one", "http://HOST:8080/new%20one"},
      {"/cut/x?q=1", "http://HOST/x?q=1", "http://HOST:8080/x?q=1"},
      {"/cut", "http://HOST/", "http://HOST:8080/"},
      {"/swap/x", "http://HOST/to/x", "http://HOST:8080/to/x"},
      {"/swap?q=1", "http://HOST/to?q=1", "http://HOST:8080/to?q=1"},
      {"/any?q=1", "http://HOST/any?q=1", "http://HOST:8080/any?q=1"},
  };
  // An exact hostname, a wildcard, an address; each without and with a port that must not leak.
  for (const std::string host : {"a.example", "b.wild.example", "[::1]", "127.0.0.1"}) {
    for (const std::string& sent : {host, host + ":1234"}) {
      for (const Case& c : cases) {
        auto expected = [&](std::string text) {
          const size_t at = text.find("HOST");
          return at == std::string::npos ? text : text.replace(at, 4, host);
        };
        EXPECT_EQ(Location(port80_, sent, c.path), expected(c.at80)) << sent << " " << c.path;
        EXPECT_EQ(Location(port8080_, sent, c.path), expected(c.at8080)) << sent << " " << c.path;
      }
    }
  }
}

TEST_F(EnvoyTest, RedirectsKeepWhatFollowsALongPrefix) {
  std::vector<RuleOf> rules;
  std::vector<std::pair<std::string, std::string>> expected;
  for (const size_t size : {10, 94, 95, 96, 500, 1024}) {
    const std::pair<std::string, std::string> changes[] = {{"/", "/a/b?c=d"},
                                                           {"/docs", "/docs/a/b?c=d"}};
    for (const auto& [replacement, rest] : changes) {
      const std::string start = "/" + std::to_string(expected.size()) + "-";
      const std::string prefix = start + std::string(size - start.size(), 'p');
      rules.push_back(Redirect(prefix, {"", "", ReplacePrefix(replacement), 0, 302}));
      expected.emplace_back(prefix, rest);
    }
  }
  translator_->PutRoute("r", 80, rules, {"a.example", "*.wild.example"});
  Commit();
  for (const std::string host : {"a.example", "b.wild.example"}) {
    for (const auto& [prefix, rest] : expected) {
      EXPECT_EQ(Location(port80_, host, prefix + "/a/b?c=d"), "http://" + host + rest) << prefix;
    }
  }
}

TEST_F(EnvoyTest, RewritesAndTimeouts) {
  const pipeline::BackendId v1 = Backend("v1");
  auto rewrite = [&](const std::string& prefix, ir::UrlRewrite change) {
    ir::Rule rule = RuleAt(prefix);
    rule.rewrite = std::move(change);
    return RuleOf{rule, {v1}};
  };
  ir::Rule patient = RuleAt("/patient");
  patient.timeouts.request = std::chrono::minutes(5);
  ir::Rule slow = RuleAt("/slow");
  slow.timeouts.request = std::chrono::milliseconds(50);
  ir::Rule slow_backend = RuleAt("/backend-slow");
  slow_backend.timeouts.backend_request = std::chrono::milliseconds(50);
  translator_->PutRoute("r", 80,
                        {rewrite("/strip", {"", ReplacePrefix("/")}),
                         rewrite("/old", {"b.example", ReplacePrefix("/new")}),
                         rewrite("/full", {"", ReplaceFull("/one%20two")}),
                         {patient, {v1}},
                         {slow, {v1}},
                         {slow_backend, {v1}}},
                        {"a.example"});
  Commit();
  auto path = [&](const std::string& sent) {
    const std::string body = Get(port80_, "a.example", sent).body;
    const size_t begin = body.find("\"path\"");
    const size_t quote = body.find('"', body.find(':', begin)) + 1;
    return body.substr(quote, body.find('"', quote) - quote);
  };
  EXPECT_EQ(path("/strip/three"), "/three");
  EXPECT_EQ(path("/strip"), "/");
  EXPECT_EQ(path("/strip?q=1"), "/?q=1");
  EXPECT_EQ(path("/old/x?q=1"), "/new/x?q=1");
  EXPECT_EQ(path("/full/x?q=1"), "/one%20two?q=1");
  EXPECT_NE(Get(port80_, "a.example", "/old").body.find("b.example"), std::string::npos);
  EXPECT_EQ(Get(port80_, "a.example", "/patient?delay=100ms").status, 200);
  EXPECT_EQ(Get(port80_, "a.example", "/slow?delay=30s").status, 504);
  EXPECT_EQ(Get(port80_, "a.example", "/backend-slow?delay=30s").status, 504);
}

TEST_F(EnvoyTest, MovesARouteToNewClustersWithoutAFailedRequest) {
  translator_->PutRoute("r", 80, {{RuleAt("/"), {Backend("v0")}}}, {"a.example"});
  Commit();
  std::atomic<bool> stop = false;
  std::atomic<int> failed = 0;
  std::atomic<int> served = 0;
  std::thread client([&] {
    while (!stop) {
      (Get(port80_, "a.example", "/").status == 200 ? served : failed).fetch_add(1);
    }
  });
  for (int i = 1; i <= 30; ++i) {
    const std::string next = "v" + std::to_string(i);
    translator_->PutRoute("r", 80, {{RuleAt("/"), {Backend(next)}}}, {"a.example"});
    translator_->clusters.Erase(
        {FakeTranslator::Gateway(), {"ns", "v" + std::to_string(i - 1), 80}});
    Commit();
    const HttpAnswer answer = Get(port80_, "a.example", "/");
    EXPECT_NE(answer.body.find("\"" + next + "\""), std::string::npos) << answer.body;
  }
  stop = true;
  client.join();
  EXPECT_EQ(failed, 0);
  EXPECT_GT(served, 0);
}

TEST_F(EnvoyTest, ARefusedListenerIsReportedAndTheRestIsServed) {
  const pipeline::BackendId v1 = Backend("v1");
  translator_->PutRoute("r", 80, {{RuleAt("/"), {v1}}}, {"a.example"});
  translator_->PutListener(81, OwnPort(), "no address");
  Commit();
  EXPECT_EQ(Get(port80_, "a.example", "/").status, 200);
  const Refusals refusals = log_.latest().refusals;
  ASSERT_EQ(refusals.size(), 1u);
  const auto& [resource, refusal] = *refusals.begin();
  EXPECT_EQ(resource, (TypedName{ResourceType::kListener, "81"}));
  EXPECT_NE(refusal.text.find("no address"), std::string::npos) << refusal.text;
}

// The translation refuses such a hostname; this is what is left when it should miss something.
TEST_F(EnvoyTest, ARefusedRouteIsBlamedAndEverythingElseIsServed) {
  const pipeline::BackendId v1 = Backend("v1");
  translator_->PutRoute("old", 80, {{RuleAt("/"), {v1}}}, {"a.example"});
  Commit();
  ir::Rule bad = RuleAt("/bad");
  bad.rewrite = {"two\nlines", std::nullopt};
  translator_->PutRoute("mixed", 80, {{bad, {v1}}, {RuleAt("/good"), {v1}}}, {"b.example"});
  translator_->PutRoute("new", 80, {{RuleAt("/"), {v1}}}, {"c.example"});
  Commit();
  EXPECT_EQ(Get(port80_, "a.example", "/").status, 200);
  EXPECT_EQ(Get(port80_, "b.example", "/good").status, 200);
  EXPECT_EQ(Get(port80_, "b.example", "/bad").status, 404);
  EXPECT_EQ(Get(port80_, "c.example", "/").status, 200);
  const Blames blames = log_.latest().blames;
  ASSERT_EQ(blames.size(), 1u);
  const auto& [rule, text] = *blames.begin();
  EXPECT_EQ(rule.entry.domain, "b.example");
  EXPECT_EQ(rule.rule, "ns/mixed/0");
  EXPECT_NE(text.find("HostRewriteLiteral"), std::string::npos) << text;

  bad.rewrite->hostname = "one-line.example";
  translator_->PutRoute("mixed", 80, {{bad, {v1}}, {RuleAt("/good"), {v1}}}, {"b.example"});
  Commit();
  EXPECT_EQ(Get(port80_, "b.example", "/bad").status, 200);
  EXPECT_TRUE(log_.latest().blames.empty());
}

TEST_F(EnvoyTest, ARestartedControlPlaneSendsNothingAgain) {
  const pipeline::BackendId v1 = Backend("v1");
  auto fill = [&] { translator_->PutRoute("r", 80, {{RuleAt("/"), {v1}}}, {"a.example"}); };
  fill();
  Commit();
  Translate();
  Backend("v1");
  fill();
  Commit();
  EXPECT_EQ(sink_->traffic(FakeTranslator::Gateway()).resources, 0u);
  EXPECT_EQ(Get(port80_, "a.example", "/").status, 200);
}

}  // namespace
}  // namespace meshgate::xds
