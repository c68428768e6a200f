#include "controllers/provider/kubernetes/kubernetes_provider.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <variant>

#include "core/base/mailbox.h"

namespace meshgate::provider {
namespace {

using Clock = std::chrono::steady_clock;
using kubernetes::HttpClient;
using kubernetes::HttpRequest;
using kubernetes::HttpResponse;
using resource::ObjectId;

// Single objects change seldom, and there may be many of them.
constexpr std::chrono::seconds kWatchTimeOfOne{300};
constexpr std::chrono::milliseconds kListTimeout{60000};

}  // namespace

// The provider's thread. HTTP answers come as letters and wake it.
class KubernetesProvider::Loop {
 public:
  Loop(HttpClient& client, const resource::SchemaCatalog& schemas,
       const std::vector<WatchedKind>& kinds, ReflectorOptions options)
      : client_(client), schemas_(schemas), options_(options) {
    for (const WatchedKind& kind : kinds) Add(*kind.info, {.labels = kind.labels}, options_);
  }

  ~Loop() {
    mailbox_->Close();
    if (thread_.joinable()) thread_.join();
  }

  void Start(BatchHandler handler) {
    handler_ = std::move(handler);
    thread_ = std::thread([this] { Run(); });
  }

  uint64_t Want(std::set<ObjectId> objects) {
    const uint64_t number = ++wants_;
    mailbox_->Post({0, Wanted{number, std::move(objects)}});
    return number;
  }

 private:
  struct Listed {
    uint64_t number;
    HttpResponse response;
  };
  struct Data {
    uint64_t number;
    std::string bytes;
  };
  struct Ended {
    uint64_t number;
    HttpResponse response;
  };
  struct Wanted {
    uint64_t number;
    std::set<ObjectId> objects;
  };
  struct Letter {
    uint64_t source;
    std::variant<Listed, Data, Ended, Wanted> content;
  };
  using Letters = base::Mailbox<Letter>;

  // A reflector with its way to the client.
  class Source final : public Reflector::Transport {
   public:
    Source(Loop& loop, uint64_t id, const resource::KindInfo& info, Selection selection,
           const ReflectorOptions& options)
        : loop_(loop), id_(id), reflector_(info, std::move(selection), *this, options) {}

    Reflector& reflector() { return reflector_; }

    void List(uint64_t number, const std::string& path) override {
      loop_.client_.Send({.path = path, .timeout = kListTimeout},
                         [letters = loop_.mailbox_, id = id_, number](HttpResponse response) {
                           letters->Post({id, Listed{number, std::move(response)}});
                         });
    }
    void Watch(uint64_t number, const std::string& path,
               std::chrono::milliseconds timeout) override {
      watch_ = loop_.client_.Stream(
          {.path = path, .timeout = timeout},
          [letters = loop_.mailbox_, id = id_, number](std::string_view bytes) {
            letters->Post({id, Data{number, std::string(bytes)}});
          },
          [letters = loop_.mailbox_, id = id_, number](HttpResponse response) {
            letters->Post({id, Ended{number, std::move(response)}});
          });
    }
    void Cancel(uint64_t) override {
      if (watch_) loop_.client_.Cancel(*watch_);
      watch_.reset();
    }
    void Wake(uint64_t number, std::chrono::milliseconds after) override {
      loop_.timers_.emplace(Clock::now() + after, std::pair(id_, number));
    }

   private:
    Loop& loop_;
    const uint64_t id_;
    std::optional<HttpClient::Id> watch_;
    Reflector reflector_;
  };

  uint64_t Add(const resource::KindInfo& info, Selection selection,
               const ReflectorOptions& options) {
    const uint64_t id = ++last_source_;
    sources_.emplace(id, std::make_unique<Source>(*this, id, info, std::move(selection), options));
    return id;
  }

  void Run() {
    for (auto& [id, source] : sources_) source->reflector().Start();
    for (auto& [id, source] : sources_) touched_.insert(id);
    while (true) {
      Deliver();
      auto letters = mailbox_->TakeAll(NextTimer());
      if (!letters) break;
      for (Letter& letter : *letters) Take(letter);
      FireTimers();
    }
    for (auto& [id, source] : sources_) source->reflector().Stop();
  }

  std::optional<Clock::time_point> NextTimer() const {
    if (timers_.empty()) return std::nullopt;
    return timers_.begin()->first;
  }

  void FireTimers() {
    const auto now = Clock::now();
    while (!timers_.empty() && timers_.begin()->first <= now) {
      const auto [source, number] = timers_.begin()->second;
      timers_.erase(timers_.begin());
      if (Reflector* reflector = Find(source)) reflector->OnWake(number);
    }
  }

  Reflector* Find(uint64_t source) {
    const auto found = sources_.find(source);
    if (found == sources_.end()) return nullptr;
    touched_.insert(source);
    return &found->second->reflector();
  }

  void Take(Letter& letter) {
    if (auto* wanted = std::get_if<Wanted>(&letter.content)) return TakeWanted(*wanted);
    Reflector* reflector = Find(letter.source);
    if (reflector == nullptr) return;  // no longer wanted
    if (auto* listed = std::get_if<Listed>(&letter.content)) {
      reflector->OnList(listed->number, listed->response);
    } else if (auto* data = std::get_if<Data>(&letter.content)) {
      reflector->OnWatchData(data->number, data->bytes);
    } else if (auto* ended = std::get_if<Ended>(&letter.content)) {
      reflector->OnWatchEnd(ended->number, ended->response);
    }
  }

  void TakeWanted(Wanted& wanted) {
    want_ = wanted.number;
    for (auto it = wanted_.begin(); it != wanted_.end();) {
      if (wanted.objects.contains(it->first)) {
        ++it;
        continue;
      }
      sources_.at(it->second)->reflector().Stop();
      sources_.erase(it->second);
      absent_.erase(it->first);
      pending_.insert_or_assign(it->first, resource::ObjectPtr());
      it = wanted_.erase(it);
    }
    ReflectorOptions options = options_;
    options.watch_time = kWatchTimeOfOne;
    for (const ObjectId& id : wanted.objects) {
      const resource::KindInfo* info = schemas_.Find(id.kind);
      if (info == nullptr || wanted_.contains(id)) continue;
      const uint64_t source = Add(*info, {.ns = id.ns, .name = id.name}, options);
      wanted_.emplace(id, source);
      sources_.at(source)->reflector().Start();
    }
  }

  bool AllAnswered() const {
    return std::all_of(sources_.begin(), sources_.end(), [](const auto& source) {
      return source.second->reflector().answered();
    });
  }

  // Hands over what has changed; before everything is listed only findings.
  void Deliver() {
    Batch batch;
    const std::set<uint64_t> touched = std::exchange(touched_, {});
    for (const uint64_t id : touched) {
      const auto source = sources_.find(id);
      if (source == sources_.end()) continue;
      Reflector::Changes changes = source->second->reflector().TakeChanges();
      std::move(changes.findings.begin(), changes.findings.end(),
                std::back_inserter(batch.findings));
      for (auto& [object, value] : changes.objects) {
        absent_.erase(object);
        pending_.insert_or_assign(object, std::move(value));
      }
    }
    for (const auto& [id, source] : wanted_) {
      if (!touched.contains(source) || !sources_.at(source)->reflector().absent()) continue;
      if (absent_.insert(id).second) batch.absent.push_back(id);
    }
    const bool all_answered = AllAnswered();
    if (!initial_ && all_answered) batch.initial = initial_ = true;
    if (initial_) {
      for (auto& [id, object] : std::exchange(pending_, {})) {
        if (object) {
          batch.put.push_back(std::move(object));
        } else {
          batch.erased.push_back(id);
        }
      }
      if (all_answered && want_ != want_told_) batch.wants_answered = want_told_ = want_;
    }
    if (!batch.empty()) handler_(std::move(batch));
  }

  HttpClient& client_;
  const resource::SchemaCatalog& schemas_;
  BatchHandler handler_;  // once started
  const ReflectorOptions options_;
  // Answers may come when this is gone.
  const std::shared_ptr<Letters> mailbox_ = std::make_shared<Letters>();
  std::atomic<uint64_t> wants_ = 0;

  // Of the thread.
  uint64_t last_source_ = 0;
  std::map<uint64_t, std::unique_ptr<Source>> sources_;
  std::map<ObjectId, uint64_t> wanted_;
  std::set<ObjectId> absent_;  // of these, told
  std::multimap<Clock::time_point, std::pair<uint64_t, uint64_t>> timers_;
  std::set<uint64_t> touched_;
  std::map<ObjectId, resource::ObjectPtr> pending_;  // null: erased
  bool initial_ = false;
  uint64_t want_ = 0;
  uint64_t want_told_ = 0;
  std::thread thread_;
};

KubernetesProvider::KubernetesProvider(HttpClient& client, const resource::SchemaCatalog& schemas,
                                       const std::vector<WatchedKind>& kinds,
                                       ReflectorOptions options)
    : loop_(std::make_unique<Loop>(client, schemas, kinds, options)) {}

KubernetesProvider::~KubernetesProvider() = default;

void KubernetesProvider::Start(BatchHandler handler) { loop_->Start(std::move(handler)); }

uint64_t KubernetesProvider::Want(std::set<ObjectId> objects) {
  return loop_->Want(std::move(objects));
}

}  // namespace meshgate::provider
