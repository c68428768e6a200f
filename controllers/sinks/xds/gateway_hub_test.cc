#include "controllers/sinks/xds/gateway_hub.h"

#include <atomic>
#include <map>
#include <memory>
#include <thread>
#include <utility>
#include <vector>

#include "gtest/gtest.h"

namespace meshgate::xds {
namespace {

// A proxy that keeps the last response of each type.
class FakeProxy final : public Outlet {
 public:
  void Enqueue(std::vector<Response> responses) override {
    for (Response& response : responses) last_[response.type] = std::move(response);
  }
  void Flush() override {}
  void Break() override {}

  Request Answer(ResourceType type, std::optional<std::string> error = std::nullopt) {
    Request request;
    request.type = type;
    request.nonce = last_.at(type).nonce;
    request.error = std::move(error);
    return request;
  }

 private:
  std::map<ResourceType, Response> last_;
};

class GatewayHubTest : public ::testing::Test {
 protected:
  GatewayHubTest() {
    hub_.Open();
    stream_ = hub_.Connect(proxy_);
    for (const ResourceType type : {ResourceType::kCluster, ResourceType::kListener}) {
      Request request;
      request.type = type;
      hub_.Receive(stream_, request);
      Answer(type);
    }
  }

  void Answer(ResourceType type, std::optional<std::string> error = std::nullopt) {
    hub_.Receive(stream_, proxy_->Answer(type, std::move(error)));
  }
  void Serve(const std::string& listener) {
    hub_.Apply({.clusters = {},
                .listeners = {{"80", base::SharedBytes(listener)}},
                .hosts = {}},
               ++commit_);
    hub_.Push();
  }

  EndpointTable endpoints_;
  std::vector<Progress> told_;
  GatewayHub hub_{endpoints_, [this](const Progress& progress) { told_.push_back(progress); }};
  const std::shared_ptr<FakeProxy> proxy_ = std::make_shared<FakeProxy>();
  int stream_ = 0;
  uint64_t commit_ = 0;
};

TEST_F(GatewayHubTest, ACommitCountsTogetherWithWhatWasRefusedOfIt) {
  std::atomic<bool> stop = false;
  std::thread other([&] {
    while (!stop) hub_.Push();  // as other threads do, at any time
  });
  for (int i = 0; i < 200; ++i) {
    Serve("bad " + std::to_string(i));
    Answer(ResourceType::kListener, "port in use");
  }
  stop = true;
  other.join();
  uint64_t latest = 0;
  for (const Progress& progress : told_) {
    EXPECT_GE(progress.acknowledged, latest);
    latest = progress.acknowledged;
    if (latest == 0) continue;
    ASSERT_EQ(progress.refusals.size(), 1u) << "commit " << latest;
    EXPECT_GE(progress.commit, latest);
  }
  EXPECT_EQ(latest, commit_);
}

TEST_F(GatewayHubTest, WhatIsAcceptedAfterARefusalIsTold) {
  Serve("busy");
  Answer(ResourceType::kListener, "port in use");
  ASSERT_EQ(told_.back().refusals.size(), 1u);
  EXPECT_EQ(told_.back().acknowledged, 1u);
  Serve("an edit of it");
  ASSERT_EQ(told_.back().refusals.size(), 1u) << "nothing is known of it yet";
  EXPECT_TRUE(told_.back().refusals.begin()->second.superseded);
  Answer(ResourceType::kListener);
  EXPECT_TRUE(told_.back().refusals.empty());
  EXPECT_EQ(told_.back().acknowledged, 2u);
}

TEST_F(GatewayHubTest, ARefusedListenerThatIsGoneIsToldToo) {
  Serve("busy");
  Answer(ResourceType::kListener, "port in use");
  Serve("");
  EXPECT_TRUE(told_.back().refusals.empty());
  EXPECT_EQ(told_.back().acknowledged, 2u);
}

}  // namespace
}  // namespace meshgate::xds
