#include "controllers/sinks/status/writer.h"

#include <algorithm>

#include "absl/strings/numbers.h"
#include "controllers/sinks/status/merge.h"
#include "core/resource/json.h"

namespace meshgate::status_sink {
namespace {

using resource::ObjectId;
using resource::ObjectPtr;
using resource::Value;
using Outcome = PatchResult::Outcome;

// API servers count resourceVersions upwards; of others nothing is known.
bool IsOlder(const resource::Object& object, const resource::Object& than) {
  uint64_t version = 0;
  uint64_t other = 0;
  return absl::SimpleAtoi(object.metadata().resource_version, &version) &&
         absl::SimpleAtoi(than.metadata().resource_version, &other) && version < other;
}

std::string WithPrecondition(Value status, const std::string& resource_version) {
  Value metadata = Value::Map();
  metadata.Set("resourceVersion", Value::String(resource_version));
  Value patch = Value::Map();
  patch.Set("metadata", std::move(metadata));
  patch.Set("status", std::move(status));
  std::string json;
  resource::EncodeJson(patch, json);
  return json;
}

}  // namespace

StatusWriter::StatusWriter(StatusApi& api, WriterOptions options)
    : api_(api), options_(std::move(options)) {
  for (int i = 0; i < options_.workers; ++i) {
    workers_.emplace_back([this] { Work(); });
  }
}

StatusWriter::~StatusWriter() {
  {
    base::MutexLock lock(mutex_);
    stop_ = true;
    changed_.SignalAll();
  }
  for (std::thread& worker : workers_) worker.join();
}

void StatusWriter::Say(const StatusChange& change) {
  const ObjectId& id = change.id;
  base::MutexLock lock(mutex_);
  Entry& entry = entries_[id];
  entry.forget = !change.document.has_value();
  entry.document = change.document;
  if (std::exchange(entry.refused, false)) entry.outdated.clear();
  Queue(id, entry);
  EraseIfDone(id);
}

void StatusWriter::Observe(const ObjectPtr& object) {
  base::MutexLock lock(mutex_);
  Entry& entry = entries_[object->id()];
  if (entry.object && IsOlder(*object, *entry.object)) return;
  entry.object = object;
  Queue(object->id(), entry);
}

void StatusWriter::Forget(const ObjectId& id) {
  base::MutexLock lock(mutex_);
  const auto found = entries_.find(id);
  if (found == entries_.end()) return;
  Entry& entry = found->second;
  entry.object = {};
  entry.document.reset();
  entry.forget = false;
  Queue(id, entry);
  EraseIfDone(id);
}

void StatusWriter::Settle() {
  base::MutexLock lock(mutex_);
  settled_ = true;
  for (auto& [id, entry] : entries_) Queue(id, entry);
}

bool StatusWriter::WaitUntilIdle(Time deadline) {
  base::MutexLock lock(mutex_);
  while (!due_.empty() || busy_ > 0) {
    if (!changed_.WaitUntil(mutex_, deadline)) return due_.empty() && busy_ == 0;
  }
  return true;
}

StatusWriter::Counts StatusWriter::counts() const {
  base::MutexLock lock(mutex_);
  return counts_;
}

// What was said of another generation than the observed one is not written: either its observation
// or what is to be said of the newer one is on its way.
std::optional<Value> StatusWriter::PatchFor(const Entry& entry) const {
  if (!entry.object || entry.object->metadata().resource_version == entry.outdated) {
    return std::nullopt;
  }
  if (entry.forget || (settled_ && !entry.document)) {
    return PatchToForget(entry.object->status(), options_.controller_name);
  }
  if (!entry.document ||
      entry.document->observed_generation != entry.object->metadata().generation) {
    return std::nullopt;
  }
  return PatchToSay(*entry.document, entry.object->status(), options_.now());
}

void StatusWriter::Queue(const ObjectId& id, Entry& entry) {
  if (entry.due) {
    due_.erase({*entry.due, id});
    entry.due.reset();
  }
  if (!entry.busy && PatchFor(entry)) {
    entry.due = std::max(entry.not_before, std::chrono::steady_clock::now());
    due_.emplace(*entry.due, id);
  }
  changed_.SignalAll();
}

void StatusWriter::EraseIfDone(const ObjectId& id) {
  const auto found = entries_.find(id);
  if (found == entries_.end()) return;
  const Entry& entry = found->second;
  if (!entry.object && !entry.document && !entry.busy && !entry.due) entries_.erase(found);
}

void StatusWriter::Work() {
  while (const std::optional<Job> job = TakeJob()) {
    Settle(*job, api_.PatchStatus(job->id, job->api_version, job->patch));
  }
}

std::optional<StatusWriter::Job> StatusWriter::TakeJob() {
  base::MutexLock lock(mutex_);
  while (!stop_) {
    if (due_.empty()) {
      changed_.Wait(mutex_);
      continue;
    }
    const auto [time, id] = *due_.begin();
    if (time > std::chrono::steady_clock::now()) {
      changed_.WaitUntil(mutex_, time);
      continue;
    }
    due_.erase(due_.begin());
    Entry& entry = entries_.at(id);
    entry.due.reset();
    std::optional<Value> patch = PatchFor(entry);
    if (!patch) continue;
    entry.busy = true;
    ++busy_;
    const std::string& version = entry.object->metadata().resource_version;
    return Job{id, std::string(entry.object->api_version()), version,
               WithPrecondition(*std::move(patch), version)};
  }
  return std::nullopt;
}

void StatusWriter::Settle(const Job& job, const PatchResult& result) {
  bool report = false;
  {
    base::MutexLock lock(mutex_);
    Entry& entry = entries_.at(job.id);
    entry.busy = false;
    switch (result.outcome) {
      case Outcome::kWritten:
        ++counts_.written;
        SettleWritten(result.object, entry);
        break;
      case Outcome::kConflict:
        ++counts_.conflicts;
        entry.outdated = job.resource_version;
        break;
      case Outcome::kGone:
        // Its deletion will be observed; a kind that is gone is not to be asked for.
        entry.outdated = job.resource_version;
        break;
      case Outcome::kRefused:
        entry.outdated = job.resource_version;
        entry.refused = true;
        [[fallthrough]];
      case Outcome::kFailed:
        ++counts_.failures;
        report = !entry.reported;
        SettleFailed(entry);
        break;
    }
    Queue(job.id, entry);
    EraseIfDone(job.id);
  }
  if (report) options_.report(job.id, result.message);
  // Idle is who has told everything, too.
  base::MutexLock lock(mutex_);
  --busy_;
  changed_.SignalAll();
}

void StatusWriter::SettleWritten(const ObjectPtr& object, Entry& entry) {
  entry.reported = false;
  entry.retry = std::chrono::milliseconds(0);
  // An observation may have overtaken the answer, or the object may be gone.
  if (entry.object && object && !IsOlder(*object, *entry.object)) entry.object = object;
  const auto pause = options_.pauses.find(object ? object->id().kind : resource::Kind());
  if (pause != options_.pauses.end()) {
    entry.not_before = std::chrono::steady_clock::now() + pause->second;
  }
}

void StatusWriter::SettleFailed(Entry& entry) {
  entry.reported = true;
  entry.retry = std::min(options_.last_retry, std::max(options_.first_retry, entry.retry * 2));
  entry.not_before = std::chrono::steady_clock::now() + entry.retry;
}

}  // namespace meshgate::status_sink
