#include "controllers/app/manager.h"

#include <algorithm>
#include <string>
#include <utility>

#include "controllers/app/places.h"
#include "core/pipeline/last_good.h"
#include "core/resource/well_known.h"

namespace meshgate::app {
namespace {

using resource::ObjectId;
using status_sink::StatusChange;
using status_sink::StatusHold;

std::set<resource::Kind> KindsWithStatus(const loader::Registry& registry) {
  std::set<resource::Kind> kinds = {resource::kGatewayClass, resource::kGateway};
  for (const loader::RouteKind& kind : registry.route_kinds()) kinds.insert(kind.kind);
  for (const loader::PolicyKind& kind : registry.policy_kinds()) kinds.insert(kind.kind);
  return kinds;
}

}  // namespace

Manager::Manager(pipeline::Translator& translator, const loader::Registry& registry,
                 ManagerOptions options, Reporter& reporter)
    : options_(std::move(options)),
      statuses_(options_.statuses),
      reporter_(reporter),
      kinds_with_status_(KindsWithStatus(registry)),
      sinks_acknowledge_(std::any_of(options_.sinks.begin(), options_.sinks.end(),
                                     [](const sinks::Sink* s) { return s->acknowledges(); })),
      translator_(translator),
      sources_(options_.providers) {
  statuses_.push_back(&reporter);
  translator_.tables().statuses.Export();
  translator_.tables().infra.Export();
  translator_.tables().described.Export();
  for (sinks::Sink* const sink : options_.sinks) sink->Start(DeskOfSinks());
  thread_ = std::thread([this] { Run(); });
  sources_.Start([this, tasks = tasks_](size_t source, provider::Batch batch) {
    tasks->Post([this, source, batch = std::move(batch)]() mutable {
      return Take(source, std::move(batch));
    });
  });
}

Manager::~Manager() {
  tasks_->Close();
  thread_.join();
}

sinks::Desk Manager::DeskOfSinks() {
  return {[tasks = tasks_](sinks::Desk::Task task) { tasks->Post(std::move(task)); },
          [&reporter = reporter_](auto findings) { reporter.Post(std::move(findings)); },
          [this](const ObjectId& gateway, uint64_t commit) { hold_.Acknowledge(gateway, commit); }};
}

void Manager::Run() {
  while (auto tasks = tasks_->TakeAll(NextDeadline())) {
    bool wrote = false;
    for (const sinks::Desk::Task& task : *tasks) wrote |= task();
    if (wrote && sources_.is_listed()) Commit();
    OpenIfComplete();
    WakeSinks();
    TellStatuses();
    TellFirstRequest();
  }
}

std::optional<Manager::Clock::time_point> Manager::NextDeadline() const {
  if (!ready_ || !AreSinksSettled()) return std::nullopt;  // nothing leaves before
  std::optional<Clock::time_point> next = hold_.next_deadline();
  for (const sinks::Sink* const sink : options_.sinks) {
    const std::optional<Clock::time_point> deadline = sink->next_deadline();
    if (deadline && (!next || *deadline < *next)) next = deadline;
  }
  return next;
}

bool Manager::AreSinksSettled() const {
  return std::all_of(options_.sinks.begin(), options_.sinks.end(),
                     [](const sinks::Sink* sink) { return sink->is_settled(); });
}

void Manager::WakeSinks() {
  const Clock::time_point now = Clock::now();
  for (sinks::Sink* const sink : options_.sinks) sink->Wake(now);
}

bool Manager::Take(size_t source, provider::Batch batch) {
  const bool was_listed = sources_.is_listed();
  batch = sources_.Take(source, std::move(batch));
  if (!batch.findings.empty()) reporter_.Post(std::move(batch.findings));
  for (sinks::Sink* const sink : options_.sinks) sink->Read(batch);
  for (const ObjectId& id : batch.erased) {
    for (status_sink::StatusSink* const statuses : statuses_) statuses->Forget(id);
    translator_.inputs().Erase(id);
  }
  for (const resource::ObjectPtr& object : batch.put) {
    if (kinds_with_status_.contains(object->id().kind)) {
      for (status_sink::StatusSink* const statuses : statuses_) statuses->Observe(object);
    }
    translator_.inputs().Put(object);
  }
  for (const ObjectId& id : batch.absent) {
    translator_.inputs().absent.Put(id, pipeline::Absent());
  }
  return sources_.is_listed() != was_listed || !batch.erased.empty() || !batch.put.empty() ||
         !batch.absent.empty();
}

void Manager::Commit() {
  bool again = true;
  while (std::exchange(again, false)) {
    translator_.engine().Commit();
    pipeline::NoteLastGood(translator_.tables().certificates, translator_.inputs());
    NoteGateways();
    std::set<ObjectId> awaited;
    OfferStatuses(awaited);
    TellUnattached();
    for (sinks::Sink* const sink : options_.sinks) again |= sink->AfterCommit(awaited);
    AskForWanted();
  }
}

void Manager::NoteGateways() {
  translator_.tables().infra.ForEachChange([&](const ObjectId& gateway, const auto* wanted) {
    const bool serves = wanted != nullptr && !wanted->ports.empty();
    if (serves) gateways_.insert(gateway);
    if (!serves) gateways_.erase(gateway);
  });
}

void Manager::AskForWanted() {
  auto& wanted = translator_.tables().wanted;
  if (!sources_.reads_by_name() || wanted.change_count() == 0) return;
  wanted.ForEachChange([&](const ObjectId& id, const auto* value) {
    if (value == nullptr) {
      wanted_.erase(id);
    } else {
      wanted_.insert(id);
    }
  });
  sources_.Want(wanted_);
}

void Manager::OpenIfComplete() {
  if (ready_ || !sources_.is_complete()) return;
  first_commit_ = translator_.engine().version();
  for (sinks::Sink* const sink : options_.sinks) sink->Open();
  ready_ = true;
}

void Manager::OfferStatuses(std::set<ObjectId>& awaited) {
  const auto longest = all_said_ ? StatusHold::kLongestHold : options_.longest_hold_at_start;
  translator_.tables().statuses.ForEachChange(
      [&](const ObjectId& id, const status::Document* document) {
        StatusChange change{id, std::nullopt};
        if (document != nullptr) change.document = *document;
        std::vector<ObjectId> gateways;
        if (sinks_acknowledge_) gateways = GatewaysOf(translator_, id);
        awaited.insert(gateways.begin(), gateways.end());
        hold_.Offer(std::move(change), translator_.engine().version(), std::move(gateways),
                    Clock::now(), longest);
      });
}

void Manager::TellUnattached() {
  if (!options_.tells_unattached) return;
  const pipeline::Tables& tables = translator_.tables();
  std::set<ObjectId> told;  // as those that have lost what they were attached to
  tables.statuses.ForEachChange([&](const ObjectId& id, const auto*) { told.insert(id); });
  tables.described.ForEachChange([&](const ObjectId& id, const auto* route) {
    const bool unattached = route != nullptr && tables.statuses.Peek(id) == nullptr;
    if (unattached && !told.contains(id)) reporter_.Say({id, std::nullopt});
  });
}

void Manager::TellStatuses() {
  if (!ready_ || !AreSinksSettled()) return;
  for (StatusChange& change : hold_.Take(Clock::now())) {
    change.addresses = AddressesOf(translator_, change.id);
    const pipeline::ObjectInput* const objects = translator_.inputs().Find(change.id.kind);
    change.exists = objects != nullptr && objects->Peek(change.id) != nullptr;
    for (status_sink::StatusSink* const statuses : statuses_) statuses->Say(change);
  }
  if (all_said_ || hold_.next_deadline()) return;
  all_said_ = true;
  for (status_sink::StatusSink* const statuses : statuses_) statuses->Settle();
}

void Manager::TellFirstRequest() {
  if (told_first_request_ || !first_commit_ || hold_.next_deadline()) return;
  const auto is_served = [&](const ObjectId& gateway) {
    return !sinks_acknowledge_ || hold_.IsAcknowledged(gateway, *first_commit_);
  };
  if (!std::all_of(gateways_.begin(), gateways_.end(), is_served)) return;
  told_first_request_ = true;
  const std::string line = FirstRequest(translator_);
  reporter_.Post(line.empty() ? "No route is served yet." : line);
}

}  // namespace meshgate::app
