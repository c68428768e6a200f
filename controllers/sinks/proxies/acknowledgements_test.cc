#include "controllers/sinks/proxies/acknowledgements.h"

#include <string>
#include <utility>

#include "core/pipeline/testing/objects.h"
#include "core/pipeline/testing/route_kinds.h"
#include "gtest/gtest.h"

namespace meshgate::proxies {
namespace {

using pipeline::FrontendId;
using pipeline::PortId;
using pipeline::world::GatewaySpec;

// One Gateway with one listener, whose proxies answer as a test says.
class AcknowledgementsTest : public ::testing::Test {
 protected:
  AcknowledgementsTest() {
    translator_.inputs().Put(Make(pipeline::world::ClassSpec()));
    Commit();
  }

  void Commit() {
    translator_.inputs().Put(Make(gateway_));
    translator_.engine().Commit();
    std::set<resource::ObjectId> awaited;
    acknowledgements_.NoteCommit(awaited);
  }
  uint64_t commit() { return translator_.engine().version(); }

  // The proxies have settled everything up to the commit, and took all of it.
  Acknowledgements::Written Accept(uint64_t commit) {
    return acknowledgements_.Take(id_, {commit, commit, {}});
  }
  // But for one port.
  Acknowledgements::Written Refuse(int port, uint64_t commit, xds::Refusal refusal) {
    const xds::TypedName listener{xds::ResourceType::kListener, std::to_string(port)};
    return acknowledgements_.Take(id_, {commit, commit, {{listener, std::move(refusal)}}});
  }

  bool IsAcknowledged() {
    const FrontendId listener{id_, "http"};
    const auto* acknowledged = translator_.inputs().acks.Peek(listener);
    const auto* current = translator_.tables().listener_hashes.Peek(listener);
    return acknowledged != nullptr && current != nullptr && *acknowledged == *current;
  }
  // "" when the port is not refused.
  std::string Rejection(int port) {
    const std::string* const text =
        translator_.inputs().rejections.Peek({id_, ir::Transport::kTcp, port});
    return text == nullptr ? "" : *text;
  }

  GatewaySpec gateway_{.listeners = {{.name = "http"}}};
  const resource::ObjectId id_ = IdOf(gateway_);
  pipeline::Translator translator_{pipeline::world::Registry(), {}};
  Acknowledgements acknowledgements_{translator_};
};

TEST_F(AcknowledgementsTest, ACommitAcknowledgesTheContentsThatItBrought) {
  EXPECT_FALSE(Accept(commit() - 1).anything);
  EXPECT_FALSE(IsAcknowledged());
  EXPECT_TRUE(Accept(commit()).anything);
  EXPECT_TRUE(IsAcknowledged());
  EXPECT_FALSE(Accept(commit() + 1).anything) << "nothing more to know";
}

TEST_F(AcknowledgementsTest, ARefusedListenerIsNotAcknowledgedWithItsCommit) {
  EXPECT_TRUE(Refuse(80, commit(), {" port in use\n"}).new_rejection);
  EXPECT_EQ(Rejection(80), "port in use");
  EXPECT_FALSE(IsAcknowledged());
  EXPECT_TRUE(acknowledgements_.any_rejection());
  EXPECT_FALSE(Refuse(80, commit(), {"port in use"}).anything) << "known";
}

// Such as a route edit that a busy port's next listener carries: the listener itself is the same.
TEST_F(AcknowledgementsTest, WhatAProxyTakesLaterEndsTheRefusal) {
  Refuse(80, commit(), {"port in use"});
  Refuse(80, commit() + 1, {"port in use", "", /*superseded=*/true});
  EXPECT_EQ(Rejection(80), "port in use") << "until there is an answer";
  EXPECT_TRUE(Accept(commit() + 1).anything);
  EXPECT_EQ(Rejection(80), "");
  EXPECT_TRUE(IsAcknowledged());
  EXPECT_FALSE(acknowledgements_.any_rejection());
}

TEST_F(AcknowledgementsTest, ARefusalEndsWithItsListener) {
  Refuse(80, commit(), {"port in use"});
  gateway_.listeners = {};
  Commit();
  EXPECT_EQ(Rejection(80), "");
  EXPECT_FALSE(acknowledgements_.any_rejection());
  EXPECT_FALSE(Refuse(80, commit(), {"port in use"}).anything) << "closed meanwhile";

  gateway_.listeners = {{.name = "http"}};
  Commit();
  EXPECT_EQ(Rejection(80), "") << "not tried yet";
}

TEST_F(AcknowledgementsTest, ARefusalDoesNotFollowItsListenerToAnotherPort) {
  Refuse(80, commit(), {"port in use"});
  gateway_.listeners[0].port = 81;
  Commit();
  EXPECT_EQ(Rejection(80), "");
  EXPECT_EQ(Rejection(81), "");
  Accept(commit());
  EXPECT_TRUE(IsAcknowledged());
}

TEST_F(AcknowledgementsTest, ARefusalOfAnEarlierContentIsNone) {
  const uint64_t before = commit();
  gateway_.listeners[0].hostname = "a.example";
  Commit();
  EXPECT_FALSE(Refuse(80, before, {"no such thing"}).new_rejection);
  EXPECT_EQ(Rejection(80), "");
  Accept(commit());
  EXPECT_TRUE(IsAcknowledged());
}

TEST_F(AcknowledgementsTest, ARefusalOfAChangedContentIsNotCarriedOver) {
  Refuse(80, commit(), {"no such thing"});
  gateway_.listeners[0].hostname = "a.example";
  Commit();
  EXPECT_FALSE(Refuse(80, commit() - 1, {"no such thing", "", /*superseded=*/true}).new_rejection);
  EXPECT_EQ(Rejection(80), "");
  EXPECT_FALSE(IsAcknowledged());
}

// A hostname is no part of what opens a port.
TEST_F(AcknowledgementsTest, AChangeThatThePortDoesNotNoticeLeavesItRefused) {
  Refuse(80, commit(), {"port in use"});
  gateway_.listeners[0].hostname = "a.example";
  Commit();
  Refuse(80, commit(), {"port in use"});
  EXPECT_EQ(Rejection(80), "port in use");
  EXPECT_FALSE(IsAcknowledged());
}

TEST_F(AcknowledgementsTest, AContentThatComesBackIsAcknowledgedAnew) {
  gateway_.listeners[0].hostname = "a.example";
  Commit();
  Refuse(80, commit(), {"no such thing"});
  gateway_.listeners[0].hostname = "";
  Commit();
  Accept(commit());
  EXPECT_TRUE(IsAcknowledged());
  gateway_.listeners[0].hostname = "a.example";
  Commit();
  EXPECT_FALSE(IsAcknowledged());
  EXPECT_EQ(Rejection(80), "");
  Refuse(80, commit(), {"no such thing"});
  EXPECT_FALSE(IsAcknowledged());
  EXPECT_EQ(Rejection(80), "no such thing");
}

}  // namespace
}  // namespace meshgate::proxies
