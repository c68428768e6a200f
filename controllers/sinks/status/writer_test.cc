#include "controllers/sinks/status/writer.h"

#include <gtest/gtest.h>

#include <deque>

#include "core/resource/json.h"
#include "core/resource/well_known.h"
#include "core/resource/yaml.h"

namespace meshgate::status_sink {
namespace {

using resource::Kind;
using resource::ObjectId;
using resource::ObjectPtr;
using resource::Value;
using Outcome = PatchResult::Outcome;

const Kind kHttpRoute = Kind::Of("gateway.networking.k8s.io", "HTTPRoute");
constexpr char kOurs[] = "gateways.kuma.io/controller";

Value Parse(const std::string& text) {
  return resource::DecodeYaml(text).documents.at(0).value;
}

ObjectPtr Make(const std::string& name, int version, int64_t generation, Value status) {
  Value value = Parse("{apiVersion: gateway.networking.k8s.io/v1, kind: HTTPRoute, metadata: "
                      "{namespace: ns}, spec: {}}");
  value.Find("metadata")->Set("name", Value::String(name));
  value.Find("metadata")->Set("resourceVersion", Value::String(std::to_string(version)));
  value.Find("metadata")->Set("generation", Value::Integer(generation));
  value.Set("status", std::move(status));
  return *resource::MakeObject(std::move(value), kHttpRoute);
}

ObjectId Id(const std::string& name) { return {kHttpRoute, "ns", name}; }

status::Document Accepted(const std::string& name, int64_t generation,
                          const std::string& message = "Yes") {
  ir::ParentRef ref;
  ref.object = {"gateway.networking.k8s.io", "Gateway", "", "g"};
  return {Id(name), "gateway.networking.k8s.io/v1", generation,
          status::RouteStatus{
              {{ref, kOurs, {MakeCondition(status::kRouteAcceptedTrueAccepted, message)}}}}};
}

// Keeps objects as an API server does: each write is a new version, with a precondition.
class FakeApi final : public StatusApi {
 public:
  PatchResult PatchStatus(const ObjectId& id, const std::string& api_version,
                          const std::string& patch) override {
    EXPECT_EQ(api_version, "gateway.networking.k8s.io/v1");
    base::MutexLock lock(mutex_);
    patches_.push_back(id.name);
    if (!failures_.empty()) {
      const PatchResult failure = failures_.front();
      failures_.pop_front();
      return failure;
    }
    const auto found = objects_.find(id);
    if (found == objects_.end()) return {Outcome::kGone, {}, ""};
    Value value = resource::DecodeJson(patch).documents.at(0).value;
    if (value.Find("metadata")->FindText("resourceVersion") !=
        found->second->metadata().resource_version) {
      return {Outcome::kConflict, {}, ""};
    }
    found->second = Make(id.name, ++version_, found->second->metadata().generation,
                         *value.Take("status"));
    return {Outcome::kWritten, found->second, ""};
  }

  // Somebody else's write.
  ObjectPtr Put(const std::string& name, int64_t generation, Value status = Value::Map()) {
    base::MutexLock lock(mutex_);
    const ObjectPtr object = Make(name, ++version_, generation, std::move(status));
    objects_.insert_or_assign(Id(name), object);
    return object;
  }
  void FailNext(Outcome outcome, const std::string& message = "") {
    base::MutexLock lock(mutex_);
    failures_.push_back({outcome, {}, message});
  }
  ObjectPtr Get(const std::string& name) {
    base::MutexLock lock(mutex_);
    return objects_.at(Id(name));
  }
  std::string Message(const std::string& name) {
    const ObjectPtr object = Get(name);
    return std::string(
        object->status()["parents"].item(0)["conditions"].item(0)["message"].text());
  }
  size_t patches() {
    base::MutexLock lock(mutex_);
    return patches_.size();
  }

 private:
  base::Mutex mutex_;
  int version_ = 0;
  std::map<ObjectId, ObjectPtr> objects_;
  std::deque<PatchResult> failures_;
  std::vector<std::string> patches_;
};

class StatusWriterTest : public ::testing::Test {
 protected:
  WriterOptions Options() {
    WriterOptions options;
    options.controller_name = kOurs;
    options.workers = 3;
    options.first_retry = std::chrono::milliseconds(1);
    options.now = [] { return std::string("2026-11-29T00:00:00Z"); };
    options.report = [this](const ObjectId& id, const std::string& message) {
      base::MutexLock lock(mutex_);
      reports_.push_back(id.name + ": " + message);
    };
    return options;
  }
  void Wait() {
    EXPECT_TRUE(
        writer_.WaitUntilIdle(std::chrono::steady_clock::now() + std::chrono::seconds(30)));
  }
  std::vector<std::string> reports() {
    base::MutexLock lock(mutex_);
    return reports_;
  }

  base::Mutex mutex_;
  std::vector<std::string> reports_;
  FakeApi api_;
  StatusWriter writer_{api_, Options()};
};

TEST_F(StatusWriterTest, WritesWhenBothTheObjectAndItsStatusAreKnown) {
  writer_.Say({Id("a"), Accepted("a", 1)});
  Wait();
  EXPECT_EQ(api_.patches(), 0u);
  writer_.Observe(api_.Put("a", 1));
  Wait();
  EXPECT_EQ(api_.Message("a"), "Yes");
  // The echo of the write, and the same said again, are nothing.
  writer_.Observe(api_.Get("a"));
  writer_.Say({Id("a"), Accepted("a", 1)});
  Wait();
  EXPECT_EQ(api_.patches(), 1u);
}

TEST_F(StatusWriterTest, ARestartWritesNothingThatIsWritten) {
  writer_.Observe(api_.Put("a", 1));
  writer_.Say({Id("a"), Accepted("a", 1)});
  Wait();
  StatusWriter restarted(api_, Options());
  restarted.Observe(api_.Get("a"));
  restarted.Say({Id("a"), Accepted("a", 1)});
  EXPECT_TRUE(restarted.WaitUntilIdle(std::chrono::steady_clock::now() + std::chrono::seconds(30)));
  EXPECT_EQ(restarted.counts().written, 0u);
}

TEST_F(StatusWriterTest, WhatIsSaidOfAnotherGenerationWaits) {
  writer_.Observe(api_.Put("a", 2));
  writer_.Say({Id("a"), Accepted("a", 1)});
  Wait();
  EXPECT_EQ(api_.patches(), 0u);
  writer_.Say({Id("a"), Accepted("a", 2)});
  Wait();
  EXPECT_EQ(api_.patches(), 1u);
}

TEST_F(StatusWriterTest, ARivalsEditIsWrittenOver) {
  writer_.Say({Id("a"), Accepted("a", 1)});
  writer_.Observe(api_.Put("a", 1));
  Wait();
  writer_.Observe(api_.Put("a", 1, Value::Map()));
  Wait();
  EXPECT_EQ(api_.Message("a"), "Yes");
}

TEST_F(StatusWriterTest, AConflictWaitsForTheObservation) {
  writer_.Say({Id("a"), Accepted("a", 1)});
  const ObjectPtr old = api_.Put("a", 1);
  const ObjectPtr newer = api_.Put("a", 1);
  writer_.Observe(old);
  Wait();
  EXPECT_EQ(writer_.counts().conflicts, 1u);
  EXPECT_EQ(api_.patches(), 1u);
  writer_.Observe(newer);
  Wait();
  EXPECT_EQ(api_.Message("a"), "Yes");
  // An observation from before our write changes nothing.
  writer_.Observe(newer);
  Wait();
  EXPECT_EQ(api_.patches(), 2u);
}

TEST_F(StatusWriterTest, FailuresAreToldOnceAndTriedAgain) {
  for (int i = 0; i < 3; ++i) api_.FailNext(Outcome::kFailed, "no connection");
  writer_.Say({Id("a"), Accepted("a", 1)});
  writer_.Observe(api_.Put("a", 1));
  Wait();
  EXPECT_EQ(api_.Message("a"), "Yes");
  EXPECT_EQ(reports(), std::vector<std::string>{"a: no connection"});
}

TEST_F(StatusWriterTest, WhatIsRefusedIsNotTriedAgainUntilItIsAnother) {
  api_.FailNext(Outcome::kRefused, "too long");
  writer_.Say({Id("a"), Accepted("a", 1, "Long")});
  writer_.Observe(api_.Put("a", 1));
  Wait();
  EXPECT_EQ(api_.patches(), 1u);
  EXPECT_EQ(reports(), std::vector<std::string>{"a: too long"});
  writer_.Say({Id("a"), Accepted("a", 1, "Short")});
  Wait();
  EXPECT_EQ(api_.Message("a"), "Short");
}

TEST_F(StatusWriterTest, ARouteThatIsNoLongerOursLosesOurEntries) {
  writer_.Say({Id("a"), Accepted("a", 1)});
  writer_.Observe(api_.Put("a", 1));
  Wait();
  writer_.Say({Id("a"), std::nullopt});
  Wait();
  EXPECT_EQ(api_.Get("a")->status()["parents"].size(), 0u);
  writer_.Forget(Id("a"));
  writer_.Say({Id("b"), std::nullopt});
  Wait();
  EXPECT_EQ(api_.patches(), 2u);
}

TEST_F(StatusWriterTest, WhatAnEarlierManagerSaidGoesWhenAllIsSaid) {
  writer_.Observe(api_.Put("a", 1));
  writer_.Observe(api_.Put("b", 1));
  writer_.Say({Id("a"), Accepted("a", 1)});
  writer_.Say({Id("b"), Accepted("b", 1)});
  Wait();
  StatusWriter restarted(api_, Options());
  restarted.Observe(api_.Get("a"));
  restarted.Observe(api_.Get("b"));
  restarted.Say({Id("a"), Accepted("a", 1)});
  restarted.Settle();
  EXPECT_TRUE(restarted.WaitUntilIdle(std::chrono::steady_clock::now() + std::chrono::seconds(30)));
  EXPECT_EQ(restarted.counts().written, 1u);
  EXPECT_EQ(api_.Get("a")->status()["parents"].size(), 1u);
  EXPECT_EQ(api_.Get("b")->status()["parents"].size(), 0u);
}

TEST_F(StatusWriterTest, AnObjectThatWentAwayIsNothing) {
  writer_.Say({Id("a"), Accepted("a", 1)});
  writer_.Observe(Make("a", 7, 1, Value::Map()));
  Wait();
  EXPECT_EQ(api_.patches(), 1u);
  EXPECT_TRUE(reports().empty());
  writer_.Forget(Id("a"));
}

TEST_F(StatusWriterTest, TheLastWordOfManyIsWritten) {
  for (int i = 0; i < 100; ++i) writer_.Observe(api_.Put("r" + std::to_string(i), 1));
  for (int round = 0; round < 5; ++round) {
    for (int i = 0; i < 100; ++i) {
      const std::string name = "r" + std::to_string(i);
      writer_.Say({Id(name), Accepted(name, 1, "Round " + std::to_string(round))});
    }
  }
  Wait();
  for (int i = 0; i < 100; ++i) EXPECT_EQ(api_.Message("r" + std::to_string(i)), "Round 4");
  EXPECT_EQ(writer_.counts().conflicts, 0u);
  EXPECT_EQ(writer_.counts().failures, 0u);
}

}  // namespace
}  // namespace meshgate::status_sink
