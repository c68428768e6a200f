#include "controllers/sinks/xds/stream_state.h"

#include "controllers/sinks/xds/names.h"
#include "gtest/gtest.h"

namespace meshgate::xds {
namespace {

using Type = ResourceType;

base::SharedBytes Bytes(const std::string& text) { return base::SharedBytes(text); }

pipeline::HostId HostNamed(const std::string& hostname) {
  return {{{resource::Kind::Of("", "Gateway"), "ns", "gw"}, "http"}, hostname};
}

// A proxy and its control plane without a transport.
class StreamStateTest : public ::testing::Test {
 protected:
  void Apply(const GatewayDelta& delta) {
    const Changes changes = resources_.Apply(delta);
    stream_.NoteChanges(changes);
    stream_.NoteCommit(++commit_);
  }

  // The types of the responses that are sent now, such as "CE" for clusters, then endpoints.
  std::string Take() {
    std::string types;
    for (Response& response : stream_.Take()) {
      types.push_back("CESRL"[IndexOf(response.type)]);
      last_[IndexOf(response.type)] = std::move(response);
    }
    return types;
  }

  void Subscribe(Type type, std::vector<std::string> names = {},
                 std::map<std::string, std::string> versions = {}) {
    Request request;
    request.type = type;
    request.subscribe = std::move(names);
    request.initial_versions = std::move(versions);
    stream_.Receive(request, refusals_);
  }
  void Unsubscribe(Type type, const std::string& name) {
    Request request;
    request.type = type;
    request.unsubscribe = {name};
    stream_.Receive(request, refusals_);
  }
  void Answer(Type type, std::optional<std::string> error = std::nullopt) {
    Request request;
    request.type = type;
    request.nonce = last(type).nonce;
    request.error = std::move(error);
    stream_.Receive(request, refusals_);
  }

  const Response& last(Type type) const { return last_[IndexOf(type)]; }
  std::vector<std::string> Names(Type type) const {
    std::vector<std::string> names;
    for (const NamedResource& resource : last(type).resources) names.push_back(resource.name);
    return names;
  }

  // A proxy that has everything of one port with one host and one cluster.
  void Start() {
    Apply({{{"c1", Bytes("c1")}}, {{"80", Bytes("l80")}}, {{HostNamed("a"), 80, Bytes("a1")}}});
    Subscribe(Type::kCluster);
    EXPECT_EQ(Take(), "CE");
    Answer(Type::kEndpoints);
    Answer(Type::kCluster);
    Subscribe(Type::kListener);
    EXPECT_EQ(Take(), "L");
    Subscribe(Type::kRoutes, {"80"});
    EXPECT_EQ(Take(), "R");
    Answer(Type::kListener);
    Answer(Type::kRoutes);
    EXPECT_EQ(Take(), "");
  }

  EndpointTable endpoints_;
  GatewayResources resources_{endpoints_};
  uint64_t commit_ = 0;
  StreamState stream_{resources_, 0};
  std::array<Response, kResourceTypeCount> last_;
  std::vector<Refusal> refusals_;
};

using Strings = std::vector<std::string>;

TEST_F(StreamStateTest, NothingIsPushedBeforeItsSubscription) {
  Apply({{{"c1", Bytes("c1")}}, {{"80", Bytes("l80")}}, {{HostNamed("a"), 80, Bytes("a1")}}});
  EXPECT_EQ(Take(), "");
  Subscribe(Type::kCluster);
  EXPECT_EQ(Take(), "CE") << "endpoints go unasked with their cluster";
  EXPECT_EQ(Names(Type::kEndpoints), Strings{"c1"});
  Subscribe(Type::kListener);
  EXPECT_EQ(Take(), "L");
  EXPECT_EQ(stream_.acknowledged(), 0u);
}

TEST_F(StreamStateTest, AnEmptyWildcardSubscriptionIsAnswered) {
  Subscribe(Type::kCluster);
  EXPECT_EQ(Take(), "C");
  EXPECT_TRUE(last(Type::kCluster).resources.empty());
  Subscribe(Type::kListener);
  EXPECT_EQ(Take(), "L");
}

TEST_F(StreamStateTest, ACommitGoesInOrderWithoutWaiting) {
  Start();
  EXPECT_EQ(stream_.acknowledged(), 1u);
  Subscribe(Type::kRoutes, {"81"});
  EXPECT_EQ(Take(), "R");
  EXPECT_EQ(last(Type::kRoutes).removed, Strings{"81"}) << "unknown, but answered";
  Answer(Type::kRoutes);
  Apply({{{"c2", Bytes("c2")}}, {{"81", Bytes("l81")}}, {{HostNamed("b"), 81, Bytes("b1")}}});
  EXPECT_EQ(Take(), "CERL");
  EXPECT_EQ(Names(Type::kCluster), Strings{"c2"});
  EXPECT_EQ(Names(Type::kRoutes), Strings{"81"});
  EXPECT_EQ(stream_.acknowledged(), 1u);
  for (Type type : {Type::kCluster, Type::kEndpoints, Type::kRoutes}) Answer(type);
  EXPECT_EQ(stream_.acknowledged(), 1u);
  Answer(Type::kListener);
  EXPECT_EQ(stream_.acknowledged(), 2u);
}

TEST_F(StreamStateTest, AListenerCountsOnlyWithItsRoutes) {
  Start();
  Apply({{}, {{"81", Bytes("l81")}}, {{HostNamed("b"), 81, Bytes("b1")}}});
  EXPECT_EQ(Take(), "L");
  Answer(Type::kListener);
  EXPECT_LT(stream_.acknowledged(), 2u);
  Subscribe(Type::kRoutes, {"81"});
  EXPECT_LT(stream_.acknowledged(), 2u);
  EXPECT_EQ(Take(), "R");
  EXPECT_LT(stream_.acknowledged(), 2u);
  Answer(Type::kRoutes);
  EXPECT_EQ(stream_.acknowledged(), 2u);
}

TEST_F(StreamStateTest, AListenerWithoutRoutesCountsAtOnce) {
  Start();
  Apply({{}, {{"90", Bytes("l90"), /*has_routes=*/false}}, {}});
  EXPECT_EQ(Take(), "L");
  EXPECT_LT(stream_.acknowledged(), 2u);
  Answer(Type::kListener);
  EXPECT_EQ(stream_.acknowledged(), 2u);
  Apply({{}, {{"90", Bytes("http90")}}, {}});
  EXPECT_EQ(Take(), "L");
  Answer(Type::kListener);
  EXPECT_LT(stream_.acknowledged(), 3u) << "it speaks HTTP now";
  Subscribe(Type::kRoutes, {"90"});
  EXPECT_EQ(Take(), "R");
  Answer(Type::kRoutes);
  EXPECT_EQ(stream_.acknowledged(), 3u);
}

TEST_F(StreamStateTest, ARefusedListenerAsksForNoRoutes) {
  Start();
  Apply({{}, {{"90", Bytes("l90"), /*has_routes=*/false}}, {}});
  Take();
  Answer(Type::kListener);
  Apply({{}, {{"90", Bytes("bad")}}, {}});
  EXPECT_EQ(Take(), "L");
  Answer(Type::kListener, "bad");
  EXPECT_EQ(stream_.acknowledged(), 3u) << "the proxy keeps what it had, which has no routes";
}

TEST_F(StreamStateTest, ChangesDuringAPushAreSentTogetherAfterIt) {
  Start();
  Apply({{}, {}, {{HostNamed("a"), 80, Bytes("a2")}}});
  EXPECT_EQ(Take(), "R");
  Apply({{}, {}, {{HostNamed("a"), 80, Bytes("a3")}}});
  Apply({{}, {}, {{HostNamed("b"), 80, Bytes("b1")}}});
  EXPECT_EQ(Take(), "");
  Answer(Type::kRoutes);
  EXPECT_EQ(stream_.acknowledged(), 2u);
  EXPECT_EQ(Take(), "R");
  EXPECT_EQ(last(Type::kRoutes).resources[0].resource.tail->size(), 2u);
  Answer(Type::kRoutes);
  EXPECT_EQ(stream_.acknowledged(), 4u);
  EXPECT_EQ(Take(), "");
}

TEST_F(StreamStateTest, RoutesWaitForAClusterThatCannotBeSentYet) {
  Start();
  Apply({{{"c2", Bytes("c2")}}, {}, {}});
  EXPECT_EQ(Take(), "CE");
  Apply({{{"c3", Bytes("c3")}}, {}, {{HostNamed("a"), 80, Bytes("a->c3")}}});
  EXPECT_EQ(Take(), "");
  Answer(Type::kEndpoints);
  EXPECT_EQ(Take(), "");
  Answer(Type::kCluster);
  EXPECT_EQ(Take(), "CER");
}

TEST_F(StreamStateTest, AClusterIsRemovedAfterItsRoutesWereAcknowledged) {
  Start();
  Apply({{{"c1", {}}}, {}, {{HostNamed("a"), 80, Bytes("a2")}}});
  EXPECT_EQ(Take(), "R");
  Answer(Type::kRoutes);
  EXPECT_EQ(Take(), "C");
  EXPECT_TRUE(last(Type::kCluster).resources.empty());
  EXPECT_EQ(last(Type::kCluster).removed, Strings{"c1"});
}

TEST_F(StreamStateTest, AClusterThatComesBackInTimeIsNotRemoved) {
  Start();
  Apply({{{"c1", {}}}, {}, {{HostNamed("a"), 80, Bytes("a2")}}});
  EXPECT_EQ(Take(), "R");
  Apply({{{"c1", Bytes("c1")}}, {}, {}});
  Answer(Type::kRoutes);
  EXPECT_EQ(Take(), "");
}

TEST_F(StreamStateTest, AListenerIsRemovedAtOnce) {
  Start();
  Apply({{}, {{"80", {}}}, {{HostNamed("a"), 0, {}}}});
  EXPECT_EQ(Take(), "L");
  EXPECT_EQ(last(Type::kListener).removed, Strings{"80"});
}

TEST_F(StreamStateTest, AnEqualContentIsNotSentAgain) {
  Start();
  Apply({{{"c1", Bytes("c1")}}, {}, {{HostNamed("a"), 80, Bytes("a1")}}});
  EXPECT_EQ(Take(), "");
  EXPECT_EQ(stream_.acknowledged(), 2u);
}

TEST_F(StreamStateTest, EndpointsOfASubscribedClusterAreSentWhenTheyChange) {
  Start();
  Subscribe(Type::kEndpoints, {"c1"});
  EXPECT_EQ(Take(), "E") << "every newly subscribed name is answered";
  Answer(Type::kEndpoints);
  endpoints_.Put("c1", Bytes("ten"));
  Changes changes;
  changes[IndexOf(Type::kEndpoints)] = {"c1", "other"};
  stream_.NoteChanges(changes);
  EXPECT_EQ(Take(), "E");
  EXPECT_EQ(last(Type::kEndpoints).resources[0].resource.Join(), "ten");
  Answer(Type::kEndpoints);
  Unsubscribe(Type::kEndpoints, "c1");
  endpoints_.Put("c1", Bytes("eleven"));
  stream_.NoteChanges(changes);
  EXPECT_EQ(Take(), "");
}

TEST_F(StreamStateTest, EndpointsOfAnotherGatewaysClusterAreEmpty) {
  Start();
  endpoints_.Put("secret", Bytes("10.0.0.1"));
  Subscribe(Type::kEndpoints, {"secret"});
  EXPECT_EQ(Take(), "E");
  EXPECT_EQ(last(Type::kEndpoints).resources[0].resource.head, EmptyAssignment("secret"));
}

TEST_F(StreamStateTest, AReconnectedProxyGetsOnlyWhatChanged) {
  Apply({{{"c1", Bytes("c1")}, {"c2", Bytes("new")}},
         {{"80", Bytes("l80")}},
         {{HostNamed("a"), 80, Bytes("a1")}}});
  auto version = [&](Type type, const std::string& name) {
    return resources_.Find(type, name)->version;
  };
  Subscribe(Type::kCluster, {},
            {{"c1", version(Type::kCluster, "c1")}, {"c2", "old"}, {"c3", "gone"}});
  EXPECT_EQ(Take(), "CE");
  EXPECT_EQ(Names(Type::kCluster), Strings{"c2"});
  Answer(Type::kCluster);
  Answer(Type::kEndpoints);
  EXPECT_EQ(Take(), "") << "routes that it had may still use c3";
  Subscribe(Type::kEndpoints, {"c1", "c3"},
            {{"c1", version(Type::kEndpoints, "c1")}, {"c3", "held"}});
  Subscribe(Type::kListener, {}, {{"80", version(Type::kListener, "80")}});
  EXPECT_EQ(Take(), "") << "and need its endpoints";
  Subscribe(Type::kRoutes, {"80"}, {{"80", version(Type::kRoutes, "80")}});
  EXPECT_EQ(Take(), "C");
  EXPECT_TRUE(last(Type::kCluster).resources.empty());
  EXPECT_EQ(last(Type::kCluster).removed, Strings{"c3"});
  Answer(Type::kCluster);
  EXPECT_EQ(Take(), "");
  EXPECT_EQ(stream_.acknowledged(), 1u);
}

TEST_F(StreamStateTest, ABadResourceIsFoundAndTheOthersGoOn) {
  Start();
  Apply({{{"c2", Bytes("2")}, {"c3", Bytes("3")}, {"c4", Bytes("4")}, {"c5", Bytes("5")}}, {}, {}});
  EXPECT_EQ(Take(), "CE");
  EXPECT_EQ(last(Type::kCluster).salt, "");
  Strings taken;
  std::set<std::string> salts;
  Answer(Type::kEndpoints);
  Answer(Type::kCluster, "bad");
  for (std::string types = Take(); types.find('C') != std::string::npos; types = Take()) {
    Answer(Type::kEndpoints);
    EXPECT_TRUE(salts.insert(last(Type::kCluster).salt).second) << "bytes differ on each send";
    const Strings names = Names(Type::kCluster);
    const bool bad = std::find(names.begin(), names.end(), "c4") != names.end();
    if (!bad) taken.insert(taken.end(), names.begin(), names.end());
    Answer(Type::kCluster, bad ? std::optional<std::string>("c4 is bad") : std::nullopt);
  }
  EXPECT_EQ(taken, (Strings{"c2", "c3", "c5"}));
  ASSERT_EQ(refusals_.size(), 1u);
  EXPECT_EQ(refusals_[0].name, "c4");
  EXPECT_EQ(refusals_[0].text, "c4 is bad");
  Answer(Type::kEndpoints);
  EXPECT_EQ(Take(), "");
  EXPECT_EQ(stream_.acknowledged(), 2u) << "the rest of the commit is served";
}

TEST_F(StreamStateTest, ARefusedListenerIsOfferedAgainAndItsAcceptanceTold) {
  Start();
  Apply({{}, {{"81", Bytes("busy")}}, {}});
  EXPECT_EQ(Take(), "L");
  Answer(Type::kListener, "port in use");
  ASSERT_EQ(refusals_.size(), 1u);
  EXPECT_EQ(Take(), "");

  Changes changes;
  changes[IndexOf(Type::kListener)] = resources_.RetryRefused(Type::kListener);
  stream_.NoteChanges(changes);
  EXPECT_EQ(Take(), "L");
  Answer(Type::kListener, "port in use");
  EXPECT_EQ(refusals_.size(), 1u) << "the same refusal is told once";
  EXPECT_EQ(Take(), "");

  resources_.RetryRefused(Type::kListener);
  stream_.NoteChanges(changes);
  EXPECT_EQ(Take(), "L");
  Answer(Type::kListener);
  ASSERT_EQ(refusals_.size(), 2u);
  EXPECT_EQ(refusals_[1].name, "81");
  EXPECT_EQ(refusals_[1].text, "");
}

TEST_F(StreamStateTest, ARefusedResourceStaysAtItsLastGoodVersion) {
  Start();
  Apply({{}, {}, {{HostNamed("a"), 80, Bytes("bad")}}});
  EXPECT_EQ(Take(), "R");
  Answer(Type::kRoutes, "no");
  EXPECT_EQ(Take(), "");
  ASSERT_EQ(refusals_.size(), 1u);
  EXPECT_EQ(refusals_[0].type, Type::kRoutes);
  // A second proxy gets what the first one has.
  StreamState other(resources_, commit_);
  Request request;
  request.type = Type::kRoutes;
  request.subscribe = {"80"};
  other.Receive(request, refusals_);
  const std::vector<Response> responses = other.Take();
  ASSERT_EQ(responses.size(), 1u);
  EXPECT_EQ(responses[0].resources[0].resource.tail->front(), Bytes("a1"));
  // The next version is tried again.
  Apply({{}, {}, {{HostNamed("a"), 80, Bytes("a3")}}});
  EXPECT_EQ(Take(), "R");
  Answer(Type::kRoutes);
  EXPECT_EQ(stream_.acknowledged(), 3u);
}

TEST_F(StreamStateTest, AStaleNonceAnswersNothing) {
  Start();
  Apply({{}, {}, {{HostNamed("a"), 80, Bytes("a2")}}});
  const Response before = last(Type::kRoutes);
  EXPECT_EQ(Take(), "R");
  Request stale;
  stale.type = Type::kRoutes;
  stale.nonce = before.nonce;
  stream_.Receive(stale, refusals_);
  EXPECT_EQ(stream_.acknowledged(), 1u);
}

TEST_F(StreamStateTest, TheVersionOfRoutesDoesNotDependOnHistory) {
  Apply({{}, {}, {{HostNamed("a"), 80, Bytes("a1")}, {HostNamed("b"), 80, Bytes("b1")}}});
  const std::string version = resources_.Find(Type::kRoutes, "80")->version;
  Apply({{}, {}, {{HostNamed("a"), 80, Bytes("a2")}, {HostNamed("c"), 80, Bytes("c1")}}});
  EXPECT_NE(resources_.Find(Type::kRoutes, "80")->version, version);
  Apply({{}, {}, {{HostNamed("c"), 0, {}}, {HostNamed("a"), 80, Bytes("a1")}}});
  EXPECT_EQ(resources_.Find(Type::kRoutes, "80")->version, version);
  Apply({{}, {}, {{HostNamed("a"), 0, {}}, {HostNamed("b"), 0, {}}}});
  EXPECT_FALSE(resources_.Find(Type::kRoutes, "80"));
  EXPECT_TRUE(resources_.empty());
}

// A proxy that has a listener with one secret and asks for both.
class SecretStreamStateTest : public StreamStateTest {
 protected:
  static GatewayDelta Tls(const std::string& listener, std::vector<std::string> secrets) {
    return {.clusters = {},
            .listeners = {{"443", Bytes(listener), true, std::move(secrets)}},
            .hosts = {},
            .secrets = {}};
  }
  static GatewayDelta Secret(const std::string& name, const std::string& bytes) {
    return {.clusters = {}, .listeners = {}, .hosts = {}, .secrets = {{name, Bytes(bytes)}}};
  }

  void StartTls() {
    Start();
    Apply(Secret("ns/a", "a1"));
    Apply(Tls("l1", {"ns/a"}));
    EXPECT_EQ(Take(), "L") << "no secret before it is asked for";
    Answer(Type::kListener);
    EXPECT_EQ(stream_.acknowledged(), 0u) << "the listener waits for its routes and its secret";
    Subscribe(Type::kRoutes, {"443"});
    EXPECT_EQ(Take(), "R");
    Answer(Type::kRoutes);
    EXPECT_EQ(stream_.acknowledged(), 0u) << "the listener waits for its secret";
    Subscribe(Type::kSecret, {"ns/a"});
    EXPECT_EQ(Take(), "S");
    EXPECT_EQ(Names(Type::kSecret), std::vector<std::string>{"ns/a"});
    Answer(Type::kSecret);
    EXPECT_EQ(stream_.acknowledged(), commit_);
  }
};

TEST_F(SecretStreamStateTest, AListenerIsAcknowledgedWithItsSecrets) { StartTls(); }

TEST_F(SecretStreamStateTest, ARotationSendsTheSecretAlone) {
  StartTls();
  Apply(Secret("ns/a", "a2"));
  EXPECT_EQ(Take(), "S");
  EXPECT_LT(stream_.acknowledged(), commit_);
  Answer(Type::kSecret);
  EXPECT_EQ(stream_.acknowledged(), commit_);
}

TEST_F(SecretStreamStateTest, WhatOtherGatewaysOrNobodyAskForIsNotSent) {
  StartTls();
  Apply(Secret("ns/b", "b1"));
  EXPECT_EQ(Take(), "");
}

TEST_F(SecretStreamStateTest, SecretsGoBeforeTheListenersThatNeedThem) {
  StartTls();
  GatewayDelta delta = Tls("l2", {"ns/a", "ns/b"});
  delta.secrets = {{"ns/a", Bytes("a2")}, {"ns/b", Bytes("b1")}};
  Apply(delta);
  EXPECT_EQ(Take(), "SL");
  EXPECT_EQ(Names(Type::kSecret), std::vector<std::string>{"ns/a"});
  Answer(Type::kSecret);
  Answer(Type::kListener);
  EXPECT_EQ(stream_.acknowledged(), 0u);
  Subscribe(Type::kSecret, {"ns/b"});
  EXPECT_EQ(Take(), "S");
  EXPECT_EQ(Names(Type::kSecret), std::vector<std::string>{"ns/b"});
  Answer(Type::kSecret);
  EXPECT_EQ(stream_.acknowledged(), commit_);
}

TEST_F(SecretStreamStateTest, ANameWithoutASecretIsAnsweredAtOnce) {
  StartTls();
  Subscribe(Type::kSecret, {"ns/absent"});
  EXPECT_EQ(Take(), "S");
  EXPECT_EQ(last(Type::kSecret).removed, std::vector<std::string>{"ns/absent"});
}

TEST_F(SecretStreamStateTest, ASecretThatComesBackIsSentAgain) {
  StartTls();
  GatewayDelta gone = Tls("", {});
  gone.secrets = {{"ns/a", base::SharedBytes()}};
  Apply(gone);
  EXPECT_EQ(Take(), "L");
  Answer(Type::kListener);
  Unsubscribe(Type::kSecret, "ns/a");
  Unsubscribe(Type::kRoutes, "443");
  EXPECT_EQ(stream_.acknowledged(), commit_);
  Apply(Secret("ns/a", "a1"));
  Apply(Tls("l1", {"ns/a"}));
  EXPECT_EQ(Take(), "L");
  Answer(Type::kListener);
  Subscribe(Type::kSecret, {"ns/a"});
  EXPECT_EQ(Take(), "S") << "the same bytes, since the proxy does not have them any more";
}

}  // namespace
}  // namespace meshgate::xds
