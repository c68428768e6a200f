// Remembers what a hub or a sink tells of its proxies, and waits for it, at most a minute.
// [thread-safe]
#ifndef MESHGATE_CONTROLLERS_SINKS_XDS_PROGRESS_LOG_H_
#define MESHGATE_CONTROLLERS_SINKS_XDS_PROGRESS_LOG_H_

#include <chrono>
#include <cstdint>
#include <functional>

#include "absl/base/thread_annotations.h"
#include "controllers/sinks/xds/gateway_hub.h"
#include "core/base/mutex.h"
#include "gtest/gtest.h"

namespace meshgate::xds {

class ProgressLog {
 public:
  void Note(const Progress& progress) {
    base::MutexLock lock(mutex_);
    latest_ = progress;
    changed_.SignalAll();
  }
  void Clear() { Note(Progress()); }

  Progress latest() const {
    base::MutexLock lock(mutex_);
    return latest_;
  }

  // A failure of the test, if it does not come to that in time.
  Progress WaitUntil(const std::function<bool(const Progress&)>& is_there) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::minutes(1);
    base::MutexLock lock(mutex_);
    while (!is_there(latest_)) {
      if (changed_.WaitUntil(mutex_, deadline)) continue;
      ADD_FAILURE() << "not within a minute; commit " << latest_.acknowledged
                    << " is acknowledged, and " << latest_.refusals.size() << " refusals stand";
      break;
    }
    return latest_;
  }
  Progress WaitForCommit(uint64_t commit) {
    return WaitUntil([commit](const Progress& told) { return told.acknowledged >= commit; });
  }

 private:
  mutable base::Mutex mutex_;
  base::CondVar changed_;
  Progress latest_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace meshgate::xds

#endif  // MESHGATE_CONTROLLERS_SINKS_XDS_PROGRESS_LOG_H_
