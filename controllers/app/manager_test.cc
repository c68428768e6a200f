// The manager between providers and sinks that do as a test says.
#include "controllers/app/manager.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/base/mutex.h"
#include "core/pipeline/testing/objects.h"
#include "core/pipeline/testing/route_kinds.h"

namespace meshgate::app {
namespace {

using pipeline::world::GatewaySpec;
using pipeline::world::RouteSpec;
using pipeline::world::SecretSpec;
using pipeline::world::ServiceSpec;
using resource::ObjectId;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

// What happened, in words and in order. [thread-safe]
class Journal {
 public:
  void Add(std::string word) {
    base::MutexLock lock(mutex_);
    words_.push_back(std::move(word));
    changed_.SignalAll();
  }
  std::vector<std::string> words() const {
    base::MutexLock lock(mutex_);
    return words_;
  }
  // Fails the test when it does not come.
  void WaitFor(const std::string& word) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    base::MutexLock lock(mutex_);
    while (std::find(words_.begin(), words_.end(), word) == words_.end()) {
      if (changed_.WaitUntil(mutex_, deadline)) continue;
      ADD_FAILURE() << word << " did not come; there is " << testing::PrintToString(words_);
      return;
    }
  }

 private:
  mutable base::Mutex mutex_;
  base::CondVar changed_;
  std::vector<std::string> words_ ABSL_GUARDED_BY(mutex_);
};

class FakeProvider final : public provider::Provider {
 public:
  explicit FakeProvider(bool by_name = false) : by_name_(by_name) {}

  void Start(provider::BatchHandler handler) override { handler_ = std::move(handler); }
  bool reads_by_name() const override { return by_name_; }
  uint64_t Want(std::set<ObjectId> objects) override {
    if (!by_name_) return 0;
    for (const ObjectId& id : objects) journal.Add("want " + id.name);
    return ++wants_;
  }

  void Give(std::vector<resource::ObjectPtr> objects, bool initial = false) {
    provider::Batch batch;
    batch.put = std::move(objects);
    batch.initial = initial;
    handler_(std::move(batch));
  }
  void Answer(uint64_t want) {
    provider::Batch batch;
    batch.wants_answered = want;
    handler_(std::move(batch));
  }

  Journal journal;

 private:
  const bool by_name_;
  uint64_t wants_ = 0;
  provider::BatchHandler handler_;
};

// Has a stage of its own, of which it sends what changed, once it is open.
class FakeSink final : public sinks::Sink {
 public:
  FakeSink(pipeline::Translator& translator, const std::string& name, bool acknowledges)
      : acknowledges_(acknowledges), translator_(translator), stage_(AddStage(translator, name)) {
    stage_.Export();
  }

  void Start(sinks::Desk desk) override { desk_ = std::move(desk); }
  bool acknowledges() const override { return acknowledges_; }
  bool AfterCommit(const std::set<ObjectId>& awaited) override {
    for (const ObjectId& id : awaited) journal.Add("awaited " + id.name);
    stage_.ForEachChange([&](const pipeline::HostId& id, const std::string* text) {
      pending_.push_back("send " + id.hostname + (text == nullptr ? "" : ":" + *text));
    });
    Send();
    return false;
  }
  void Open() override {
    open_ = true;
    journal.Add("open");
    Send();
  }

  // The proxies of the Gateway have everything.
  void Acknowledge(const ObjectId& gateway) {
    desk_.post([this, gateway] {
      desk_.acknowledge(gateway, translator_.engine().version());
      return false;
    });
  }
  // Returns when the manager has done all that follows from what it was given before.
  void Settle() {
    static int settled = 0;
    // The second task is taken after the first one's round is over.
    for (int i = 0; i < 2; ++i) {
      const std::string word = "settled " + std::to_string(++settled);
      desk_.post([this, word] {
        journal.Add(word);
        return false;
      });
      journal.WaitFor(word);
    }
  }
  const sinks::Desk& desk() const { return desk_; }

  Journal journal;

 private:
  using Stage = engine::Stage<pipeline::HostId, std::string>;

  static Stage& AddStage(pipeline::Translator& translator, const std::string& name) {
    auto& hosts = translator.tables().hosts;
    auto& stage = translator.engine().AddStage<pipeline::HostId, std::string>(
        name, [&hosts](const pipeline::HostId& id, engine::Reader& reader) {
          return std::optional(std::to_string(reader.Find(hosts, id)->rules.size()));
        });
    stage.keys_of(hosts);
    return stage;
  }
  void Send() {
    if (!open_) return;
    for (std::string& word : std::exchange(pending_, {})) journal.Add(std::move(word));
  }

  const bool acknowledges_;
  pipeline::Translator& translator_;
  Stage& stage_;
  sinks::Desk desk_;
  bool open_ = false;
  std::vector<std::string> pending_;
};

class FakeStatuses final : public status_sink::StatusSink {
 public:
  void Say(const status_sink::StatusChange& change) override {
    journal.Add((change.document ? "say " : "no ") + change.id.kind.kind() + " " + change.id.name);
  }
  void Settle() override { journal.Add("settle"); }

  Journal journal;
};

RouteSpec Route(const std::string& name) {
  return {.ns = "demo",
          .name = name,
          .parents = {{.name = "gateway"}},
          .hostnames = {name + ".test"},
          .rules = {{.matches = {{}}, .backends = {{.name = "service"}}}}};
}

class ManagerTest : public testing::Test {
 protected:
  void Start(std::vector<provider::Provider*> providers, pipeline::Options options = {}) {
    translator_.emplace(pipeline::world::Registry(), std::move(options));
    proxies_.emplace(*translator_, "sent to proxies", /*acknowledges=*/true);
    others_.emplace(*translator_, "sent to others", /*acknowledges=*/false);
    manager_ = std::make_unique<Manager>(
        *translator_, pipeline::world::Registry(),
        ManagerOptions{.providers = std::move(providers),
                       .sinks = {&*proxies_, &*others_},
                       .statuses = {&statuses_, &more_statuses_},
                       .longest_hold_at_start = std::chrono::hours(1)},
        reporter_);
  }
  std::vector<resource::ObjectPtr> World() {
    return {Make(pipeline::world::ClassSpec()), Make(gateway_),
            Make(ServiceSpec{.ns = "demo", .name = "service"})};
  }

  const GatewaySpec gateway_{.ns = "demo", .name = "gateway", .listeners = {{.name = "http"}}};
  Reporter reporter_{std::nullopt};
  FakeProvider folder_, late_;
  FakeProvider cluster_{/*by_name=*/true};
  FakeStatuses statuses_, more_statuses_;
  std::optional<pipeline::Translator> translator_;
  std::optional<FakeSink> proxies_, others_;
  std::unique_ptr<Manager> manager_;
};

TEST_F(ManagerTest, NothingLeavesBeforeTheLateProviderHasListed) {
  Start({&folder_, &late_});
  folder_.Give(World(), /*initial=*/true);
  folder_.Give({Make(Route("first"))});
  late_.Give({Make(Route("half"))});
  proxies_->Settle();
  EXPECT_FALSE(manager_->ready());
  for (const FakeSink* sink : {&*proxies_, &*others_}) {
    EXPECT_THAT(sink->journal.words(), Not(Contains("open")));
  }
  EXPECT_THAT(statuses_.journal.words(), IsEmpty());

  late_.Give({Make(Route("last"))}, /*initial=*/true);
  for (FakeSink* sink : {&*proxies_, &*others_}) {
    for (const char* word : {"open", "send first.test:1", "send half.test:1", "send last.test:1"}) {
      sink->journal.WaitFor(word);
    }
  }
  proxies_->Settle();
  EXPECT_TRUE(manager_->ready());
}

TEST_F(ManagerTest, NothingLeavesBeforeWhatIsWantedByNameIsKnown) {
  Start({&folder_, &cluster_}, {.reads_by_name = true});
  GatewaySpec secure = gateway_;
  secure.listeners.push_back(
      {.name = "https", .port = 443, .protocol = "HTTPS", .certificates = {{.name = "secret"}}});
  std::vector<resource::ObjectPtr> world = World();
  world.push_back(Make(secure));
  folder_.Give(world, /*initial=*/true);
  cluster_.Give({}, /*initial=*/true);
  cluster_.journal.WaitFor("want secret");
  proxies_->Settle();
  EXPECT_FALSE(manager_->ready());
  cluster_.Give({Make(SecretSpec{.ns = "demo", .name = "secret"})});
  cluster_.Answer(1);
  proxies_->journal.WaitFor("open");
  others_->journal.WaitFor("open");
}

TEST_F(ManagerTest, TwoSinksGetEveryChange) {
  Start({&folder_});
  folder_.Give(World(), /*initial=*/true);
  folder_.Give({Make(Route("a"))});
  RouteSpec edited = Route("a");
  edited.rules.push_back({.matches = {{.path = "/b"}}, .backends = {{.name = "service"}}});
  for (FakeSink* sink : {&*proxies_, &*others_}) sink->journal.WaitFor("send a.test:1");
  folder_.Give({Make(edited)});
  for (FakeSink* sink : {&*proxies_, &*others_}) sink->journal.WaitFor("send a.test:2");
}

TEST_F(ManagerTest, StatusesWaitForTheSinkThatAcknowledgesAndGoToAll) {
  Start({&folder_});
  std::vector<resource::ObjectPtr> world = World();
  world.push_back(Make(Route("a")));
  folder_.Give(world, /*initial=*/true);
  proxies_->journal.WaitFor("awaited gateway");
  statuses_.journal.WaitFor("say GatewayClass kuma");
  proxies_->Settle();
  EXPECT_THAT(statuses_.journal.words(), Not(Contains("say HTTPRoute a")));
  proxies_->Acknowledge(IdOf(gateway_));
  for (FakeStatuses* statuses : {&statuses_, &more_statuses_}) {
    statuses->journal.WaitFor("say HTTPRoute a");
  }
}

TEST_F(ManagerTest, AfterItsEndNoTaskRuns) {
  Start({&folder_});
  folder_.Give(World(), /*initial=*/true);
  proxies_->journal.WaitFor("open");
  manager_.reset();
  proxies_->desk().post([this] {
    proxies_->journal.Add("too late");
    return false;
  });
  folder_.Give({Make(Route("a"))});
  EXPECT_THAT(proxies_->journal.words(), Not(Contains("too late")));
}

}  // namespace
}  // namespace meshgate::app
