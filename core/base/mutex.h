// Mutex, MutexLock and CondVar: the standard ones with Clang's thread-safety annotations, which
// absl/base/thread_annotations.h spells (ABSL_GUARDED_BY(mutex_), ABSL_REQUIRES(mutex_)). Not
// absl::Mutex: ThreadSanitizer cannot see into the system's build of it. [thread-safe]
//
//   base::Mutex mutex_;
//   base::CondVar changed_;
//   std::vector<Update> updates_ ABSL_GUARDED_BY(mutex_);
//   ...
//   base::MutexLock lock(mutex_);
//   while (updates_.empty()) changed_.Wait(mutex_);
#ifndef MESHGATE_CORE_BASE_MUTEX_H_
#define MESHGATE_CORE_BASE_MUTEX_H_

#include <chrono>
#include <condition_variable>
#include <mutex>

#include "absl/base/thread_annotations.h"

namespace meshgate::base {

class ABSL_LOCKABLE Mutex {
 public:
  void Lock() ABSL_EXCLUSIVE_LOCK_FUNCTION() { mutex_.lock(); }
  void Unlock() ABSL_UNLOCK_FUNCTION() { mutex_.unlock(); }

 private:
  friend class CondVar;
  std::mutex mutex_;
};

// Holds a Mutex for its own lifetime.
class ABSL_SCOPED_LOCKABLE MutexLock {
 public:
  explicit MutexLock(Mutex& mutex) ABSL_EXCLUSIVE_LOCK_FUNCTION(mutex) : mutex_(mutex) {
    mutex_.Lock();
  }
  ~MutexLock() ABSL_UNLOCK_FUNCTION() { mutex_.Unlock(); }
  MutexLock(const MutexLock&) = delete;
  MutexLock& operator=(const MutexLock&) = delete;

 private:
  Mutex& mutex_;
};

// Waits may wake without a reason: wait in a loop over the condition.
class CondVar {
 public:
  void Wait(Mutex& mutex) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex) {
    std::unique_lock<std::mutex> held(mutex.mutex_, std::adopt_lock);
    condition_.wait(held);
    held.release();
  }
  // Returns false when the deadline passed before a signal.
  bool WaitUntil(Mutex& mutex, std::chrono::steady_clock::time_point deadline)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex) {
    std::unique_lock<std::mutex> held(mutex.mutex_, std::adopt_lock);
    const bool signalled = condition_.wait_until(held, deadline) == std::cv_status::no_timeout;
    held.release();
    return signalled;
  }
  void Signal() { condition_.notify_one(); }
  void SignalAll() { condition_.notify_all(); }

 private:
  std::condition_variable condition_;
};

}  // namespace meshgate::base

#endif  // MESHGATE_CORE_BASE_MUTEX_H_
