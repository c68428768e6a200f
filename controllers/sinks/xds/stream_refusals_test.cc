// What becomes of resources that a proxy refuses.
#include <algorithm>
#include <set>

#include "controllers/sinks/xds/stream_state_fixture.h"

namespace meshgate::xds {
namespace {

TEST_F(StreamStateTest, ARefusedListenerAsksForNoRoutes) {
  Start();
  Apply({{}, {{"90", Bytes("l90")}}, {}});
  Take();
  Answer(Type::kListener);
  Apply({{}, {HttpListener("90", "bad")}, {}});
  EXPECT_EQ(Take(), "L");
  Answer(Type::kListener, "bad");
  EXPECT_EQ(stream_.acknowledged(), 3u) << "the proxy keeps what it had, which has no routes";
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
  EXPECT_EQ(Refused(), Strings{"c4: c4 is bad"});
  Answer(Type::kEndpoints);
  EXPECT_EQ(Take(), "");
  EXPECT_EQ(stream_.acknowledged(), 2u) << "the rest of the commit is served";
}

TEST_F(StreamStateTest, ARefusedListenerIsOfferedAgain) {
  Start();
  Apply({{}, {HttpListener("81", "busy")}, {}});
  EXPECT_EQ(Take(), "L");
  Answer(Type::kListener, "port in use");
  EXPECT_EQ(Refused(), Strings{"81: port in use"});
  EXPECT_EQ(Take(), "");

  RetryRefusedListeners();
  EXPECT_EQ(Take(), "L");
  EXPECT_EQ(Refused(), Strings{"81: port in use"}) << "until it is answered";
  Answer(Type::kListener, "still in use");
  EXPECT_EQ(Refused(), Strings{"81: still in use"});
  EXPECT_EQ(Take(), "");

  RetryRefusedListeners();
  EXPECT_EQ(Take(), "L");
  Answer(Type::kListener);
  EXPECT_EQ(Refused(), Strings{});
}

// A route edit changes the bytes of a listener of connections, not what its status is about.
TEST_F(StreamStateTest, TheAcceptanceOfALaterVersionEndsARefusal) {
  Start();
  Apply({{}, {{"81", Bytes("busy")}}, {}});
  Take();
  Answer(Type::kListener, "port in use");
  Apply({{}, {{"81", Bytes("edited")}}, {}});
  EXPECT_EQ(Take(), "L");
  EXPECT_EQ(Refused(), Strings{"81: port in use"}) << "until it is answered";
  Answer(Type::kListener);
  EXPECT_EQ(Refused(), Strings{});
  EXPECT_EQ(stream_.acknowledged(), 3u);
}

TEST_F(StreamStateTest, ARefusedVersionThatComesBackIsOfferedAgain) {
  Start();
  Apply({{}, {HttpListener("80", "elsewhere")}, {}});
  Take();
  Answer(Type::kListener, "no such address");
  Apply({{}, {HttpListener("80", "here")}, {}});
  EXPECT_EQ(Take(), "L");
  Answer(Type::kListener);
  EXPECT_EQ(stream_.acknowledged(), 3u);

  Apply({{}, {HttpListener("80", "elsewhere")}, {}});
  EXPECT_LT(stream_.acknowledged(), 4u);
  EXPECT_EQ(Take(), "L");
  EXPECT_LT(stream_.acknowledged(), 4u);
  Answer(Type::kListener, "no such address");
  EXPECT_EQ(stream_.acknowledged(), 4u);
  EXPECT_EQ(Refused(), Strings{"80: no such address"});
}

TEST_F(StreamStateTest, AListenerThatIsTakenAfterARefusalCountsWithItsRoutes) {
  Start();
  Apply({{}, {HttpListener("81", "bad")}, {}});
  Take();
  Answer(Type::kListener, "bad");
  Apply({{}, {HttpListener("81", "good")}, {}});
  EXPECT_EQ(Take(), "L");
  Answer(Type::kListener);
  EXPECT_LT(stream_.acknowledged(), 3u) << "it is not open before it has its routes";
  Subscribe(Type::kRoutes, {"81"});
  EXPECT_EQ(Take(), "R");
  Answer(Type::kRoutes);
  EXPECT_EQ(stream_.acknowledged(), 3u);
}

TEST_F(StreamStateTest, ARefusalIsForgottenWithItsListener) {
  Start();
  Apply({{}, {HttpListener("81", "busy")}, {}});
  Take();
  Answer(Type::kListener, "port in use");
  Apply({{}, {{"81", {}}}, {}});
  EXPECT_EQ(Refused(), Strings{});
  Take();
  Apply({{}, {HttpListener("81", "busy")}, {}});
  EXPECT_EQ(Take(), "L") << "it is new";
}

TEST_F(StreamStateTest, ALateRefusalOfAnEarlierVersionIsNone) {
  Start();
  Apply({{}, {HttpListener("81", "busy")}, {}});
  Take();
  Apply({{}, {HttpListener("81", "edited")}, {}});
  Answer(Type::kListener, "port in use");
  EXPECT_EQ(Refused(), Strings{});
  EXPECT_EQ(Take(), "L");
}

// After a restart nobody knows the bytes of what the proxies hold.
TEST_F(StreamStateTest, AProxyKeepsWhatItHoldsWhenNothingBetterIsKnown) {
  const auto connect = [&](StreamState& stream) {
    Request request;
    request.type = Type::kListener;
    request.initial_versions = {{"80", "of an earlier manager"}};
    stream.Receive(request);
  };
  Apply({{}, {HttpListener("80", "bad")}, {}});
  connect(stream_);
  EXPECT_EQ(Take(), "L");
  Answer(Type::kListener, "bad");
  EXPECT_EQ(Take(), "");

  StreamState other(resources_, commit_);
  connect(other);
  EXPECT_TRUE(other.Take().empty()) << "neither the bad one nor a removal";
  Changes changes;
  changes[IndexOf(Type::kListener)] = {"80"};
  other.NoteChanges(changes);
  EXPECT_TRUE(other.Take().empty());

  Apply({{}, {{"80", {}}}, {}});
  EXPECT_EQ(Take(), "L");
  EXPECT_EQ(last(Type::kListener).removed, Strings{"80"}) << "it is not wanted any more";
}

TEST_F(StreamStateTest, ARefusedResourceStaysAtItsLastGoodVersion) {
  Start();
  Apply({{{"c1", Bytes("bad")}}, {}, {}});
  EXPECT_EQ(Take(), "CE");
  Answer(Type::kEndpoints);
  Answer(Type::kCluster, "no");
  EXPECT_EQ(Take(), "");
  EXPECT_EQ(Refused(), Strings{"c1: no"});
  // A second proxy gets what the first one has.
  StreamState other(resources_, commit_);
  Request request;
  request.type = Type::kCluster;
  other.Receive(request);
  const std::vector<Response> responses = other.Take();
  ASSERT_EQ(responses.size(), 2u);
  EXPECT_EQ(responses[0].resources[0].resource.Join(), "c1");
  // The next version is tried again.
  Apply({{{"c1", Bytes("good")}}, {}, {}});
  EXPECT_EQ(Take(), "CE");
  Answer(Type::kEndpoints);
  Answer(Type::kCluster);
  EXPECT_EQ(stream_.acknowledged(), 3u);
  EXPECT_EQ(Refused(), Strings{});
}

}  // namespace
}  // namespace meshgate::xds
