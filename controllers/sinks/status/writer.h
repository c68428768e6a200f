// Writes statuses to a cluster: no more than is needed, never over what others wrote.
//
// It is told what each object's status shall say (Say) and what the source saw of the object
// (Observe); whenever the two differ it patches, with the observed resourceVersion as a
// precondition. So a rival's edit of our entries is written over, an echo of our own write is
// nothing, and a conflict waits for the next observation. The latest value of an object wins.
#ifndef MESHGATE_CONTROLLERS_SINKS_STATUS_WRITER_H_
#define MESHGATE_CONTROLLERS_SINKS_STATUS_WRITER_H_

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "controllers/sinks/status/status_sink.h"
#include "core/base/mutex.h"
#include "core/resource/object.h"
#include "core/resource/object_id.h"
#include "core/resource/value.h"
#include "core/status/document.h"

namespace meshgate::status_sink {

// What became of a patch.
struct PatchResult {
  enum class Outcome {
    kWritten,
    kConflict,  // the resourceVersion was not the newest
    kGone,      // the object, or its kind, is not there
    kRefused,   // the API server will not take it, however often it is asked
    kFailed     // try again later
  };
  Outcome outcome = Outcome::kFailed;
  resource::ObjectPtr object;  // kWritten: as it is now
  std::string message;         // kRefused, kFailed: for people
};

// The API server's part. Blocks; called by several threads. [thread-safe]
class StatusApi {
 public:
  virtual ~StatusApi() = default;
  // A JSON merge patch of the status of an object at this version of its API.
  virtual PatchResult PatchStatus(const resource::ObjectId& id, const std::string& api_version,
                                  const std::string& patch) = 0;
};

struct WriterOptions {
  std::string controller_name;
  int workers = 8;
  // Between two writes to one object of these kinds; the first is written at once.
  std::map<resource::Kind, std::chrono::milliseconds> pauses;
  // Of failed writes: doubles up to the second value.
  std::chrono::milliseconds first_retry{100};
  std::chrono::milliseconds last_retry{30000};
  // The time for conditions, "2026-11-29T01:02:03Z".
  std::function<std::string()> now;
  // A status that could not be written, once until it can. Called without any lock.
  std::function<void(const resource::ObjectId&, const std::string& message)> report;
};

// [thread-safe]
class StatusWriter final : public StatusSink {
 public:
  struct Counts {
    uint64_t written = 0;
    uint64_t conflicts = 0;
    uint64_t failures = 0;
  };

  // `api` must outlive the writer.
  StatusWriter(StatusApi& api, WriterOptions options);
  // What is not written yet stays unwritten.
  ~StatusWriter() override;
  StatusWriter(const StatusWriter&) = delete;
  StatusWriter& operator=(const StatusWriter&) = delete;

  void Say(const StatusChange& change) override;
  // One that is older than a write of ours is ignored.
  void Observe(const resource::ObjectPtr& object) override;
  void Forget(const resource::ObjectId& id) override;
  // A route of which nothing was said is not ours, and loses what an earlier manager wrote there.
  void Settle() override;

  // Waits until everything that can be written is. False when the time was over first.
  bool WaitUntilIdle(std::chrono::steady_clock::time_point deadline);
  Counts counts() const;

 private:
  using Time = std::chrono::steady_clock::time_point;
  struct Entry {
    std::optional<status::Document> document;
    bool forget = false;           // ours before, no longer
    resource::ObjectPtr object;    // null: not observed yet
    bool busy = false;             // a worker has it
    std::optional<Time> due;       // its place in due_
    Time not_before;               // the pause after a write, or before a retry
    std::chrono::milliseconds retry{0};
    std::string outdated;          // a resourceVersion that is not written to again
    bool refused = false;          // ... until something else is to be said
    bool reported = false;
  };
  struct Job {
    resource::ObjectId id;
    std::string api_version;
    std::string resource_version;
    std::string patch;
  };

  void Work();
  // The next write that is due; waits for it. None when stopped.
  std::optional<Job> TakeJob();
  // What the entry needs written now.
  std::optional<resource::Value> PatchFor(const Entry& entry) const
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Queue(const resource::ObjectId& id, Entry& entry) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Settle(const Job& job, const PatchResult& result);
  void SettleWritten(const resource::ObjectPtr& object, Entry& entry)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void SettleFailed(Entry& entry) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void EraseIfDone(const resource::ObjectId& id) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  StatusApi& api_;
  const WriterOptions options_;
  mutable base::Mutex mutex_;
  base::CondVar changed_;
  bool stop_ ABSL_GUARDED_BY(mutex_) = false;
  bool settled_ ABSL_GUARDED_BY(mutex_) = false;
  int busy_ ABSL_GUARDED_BY(mutex_) = 0;
  std::map<resource::ObjectId, Entry> entries_ ABSL_GUARDED_BY(mutex_);
  std::set<std::pair<Time, resource::ObjectId>> due_ ABSL_GUARDED_BY(mutex_);
  Counts counts_ ABSL_GUARDED_BY(mutex_);
  std::vector<std::thread> workers_;  // the last member: start when all others are ready
};

}  // namespace meshgate::status_sink

#endif  // MESHGATE_CONTROLLERS_SINKS_STATUS_WRITER_H_
