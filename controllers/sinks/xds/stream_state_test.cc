#include "controllers/sinks/xds/stream_state.h"

#include "controllers/sinks/xds/stream_state_fixture.h"

namespace meshgate::xds {
namespace {

TEST_F(StreamStateTest, NothingIsPushedBeforeItsSubscription) {
  Apply({{{"c1", Bytes("c1")}}, {HttpListener("80", "l80")}, {{EntryNamed("a"), Bytes("a1")}}});
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
  Apply({{{"c2", Bytes("c2")}}, {HttpListener("81", "l81")}, {{EntryNamed("b", 81), Bytes("b1")}}});
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
  Apply({{}, {HttpListener("81", "l81")}, {{EntryNamed("b", 81), Bytes("b1")}}});
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
  Apply({{}, {{"90", Bytes("l90")}}, {}});
  EXPECT_EQ(Take(), "L");
  EXPECT_LT(stream_.acknowledged(), 2u);
  Answer(Type::kListener);
  EXPECT_EQ(stream_.acknowledged(), 2u);
  Apply({{}, {HttpListener("90", "http90")}, {}});
  EXPECT_EQ(Take(), "L");
  Answer(Type::kListener);
  EXPECT_LT(stream_.acknowledged(), 3u) << "it speaks HTTP now";
  Subscribe(Type::kRoutes, {"90"});
  EXPECT_EQ(Take(), "R");
  Answer(Type::kRoutes);
  EXPECT_EQ(stream_.acknowledged(), 3u);
}

TEST_F(StreamStateTest, ChangesDuringAPushAreSentTogetherAfterIt) {
  Start();
  Apply({{}, {}, {{EntryNamed("a"), Bytes("a2")}}});
  EXPECT_EQ(Take(), "R");
  Apply({{}, {}, {{EntryNamed("a"), Bytes("a3")}}});
  Apply({{}, {}, {{EntryNamed("b"), Bytes("b1")}}});
  EXPECT_EQ(Take(), "");
  Answer(Type::kRoutes);
  EXPECT_EQ(stream_.acknowledged(), 2u);
  EXPECT_EQ(Take(), "R");
  EXPECT_EQ(last(Type::kRoutes).resources[0].resource.slice_count(), 3u);
  Answer(Type::kRoutes);
  EXPECT_EQ(stream_.acknowledged(), 4u);
  EXPECT_EQ(Take(), "");
}

TEST_F(StreamStateTest, RoutesWaitForAClusterThatCannotBeSentYet) {
  Start();
  Apply({{{"c2", Bytes("c2")}}, {}, {}});
  EXPECT_EQ(Take(), "CE");
  Apply({{{"c3", Bytes("c3")}}, {}, {{EntryNamed("a"), Bytes("a->c3")}}});
  EXPECT_EQ(Take(), "");
  Answer(Type::kEndpoints);
  EXPECT_EQ(Take(), "");
  Answer(Type::kCluster);
  EXPECT_EQ(Take(), "CER");
}

TEST_F(StreamStateTest, AClusterIsRemovedAfterItsRoutesWereAcknowledged) {
  Start();
  Apply({{{"c1", {}}}, {}, {{EntryNamed("a"), Bytes("a2")}}});
  EXPECT_EQ(Take(), "R");
  Answer(Type::kRoutes);
  EXPECT_EQ(Take(), "C");
  EXPECT_TRUE(last(Type::kCluster).resources.empty());
  EXPECT_EQ(last(Type::kCluster).removed, Strings{"c1"});
}

TEST_F(StreamStateTest, AClusterThatComesBackInTimeIsNotRemoved) {
  Start();
  Apply({{{"c1", {}}}, {}, {{EntryNamed("a"), Bytes("a2")}}});
  EXPECT_EQ(Take(), "R");
  Apply({{{"c1", Bytes("c1")}}, {}, {}});
  Answer(Type::kRoutes);
  EXPECT_EQ(Take(), "");
}

TEST_F(StreamStateTest, AListenerIsRemovedAtOnce) {
  Start();
  Apply({{}, {{"80", {}}}, {{EntryNamed("a"), {}}}});
  EXPECT_EQ(Take(), "L");
  EXPECT_EQ(last(Type::kListener).removed, Strings{"80"});
}

TEST_F(StreamStateTest, AnEqualContentIsNotSentAgain) {
  Start();
  Apply({{{"c1", Bytes("c1")}}, {}, {{EntryNamed("a"), Bytes("a1")}}});
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
         {HttpListener("80", "l80")},
         {{EntryNamed("a"), Bytes("a1")}}});
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

TEST_F(StreamStateTest, AStaleNonceAnswersNothing) {
  Start();
  Apply({{}, {}, {{EntryNamed("a"), Bytes("a2")}}});
  const Response before = last(Type::kRoutes);
  EXPECT_EQ(Take(), "R");
  Request stale;
  stale.type = Type::kRoutes;
  stale.nonce = before.nonce;
  stream_.Receive(stale);
  EXPECT_EQ(stream_.acknowledged(), 1u);
}

TEST_F(StreamStateTest, TheVersionOfRoutesDoesNotDependOnHistory) {
  Apply({{}, {}, {{EntryNamed("a"), Bytes("a1")}, {EntryNamed("b"), Bytes("b1")}}});
  const std::string version = resources_.Find(Type::kRoutes, "80")->version;
  Apply({{}, {}, {{EntryNamed("a"), Bytes("a2")}, {EntryNamed("c"), Bytes("c1")}}});
  EXPECT_NE(resources_.Find(Type::kRoutes, "80")->version, version);
  Apply({{}, {}, {{EntryNamed("a"), Bytes("a1")}, {EntryNamed("c"), {}}}});
  EXPECT_EQ(resources_.Find(Type::kRoutes, "80")->version, version);
  Apply({{}, {}, {{EntryNamed("a"), {}}, {EntryNamed("b"), {}}}});
  EXPECT_FALSE(resources_.Find(Type::kRoutes, "80"));
  EXPECT_TRUE(resources_.empty());
}

// A proxy that has a listener with one secret and asks for both.
class SecretStreamStateTest : public StreamStateTest {
 protected:
  static GatewayDelta Tls(const std::string& listener, const std::vector<std::string>& secrets) {
    std::vector<TypedName> asks_for = {{Type::kRoutes, "443"}};
    for (const std::string& secret : secrets) asks_for.push_back({Type::kSecret, secret});
    return {.clusters = {},
            .listeners = {{"443", Bytes(listener), std::move(asks_for)}},
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
