// A queue between threads: many post, one takes everything that came.
#ifndef MESHGATE_CORE_BASE_MAILBOX_H_
#define MESHGATE_CORE_BASE_MAILBOX_H_

#include <chrono>
#include <optional>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "core/base/mutex.h"

namespace meshgate::base {

// [thread-safe]
template <typename T>
class Mailbox {
 public:
  using Time = std::chrono::steady_clock::time_point;

  void Post(T letter) {
    MutexLock lock(mutex_);
    letters_.push_back(std::move(letter));
    changed_.Signal();
  }

  // No letter is waited for any more; those that came before are still taken.
  void Close() {
    MutexLock lock(mutex_);
    closed_ = true;
    changed_.SignalAll();
  }

  // Everything posted so far, in order: waits for the first letter, but not beyond the deadline
  // (then nothing may be returned). No value when closed and empty.
  std::optional<std::vector<T>> TakeAll(std::optional<Time> deadline = std::nullopt) {
    MutexLock lock(mutex_);
    while (letters_.empty() && !closed_) {
      if (!deadline) {
        changed_.Wait(mutex_);
      } else if (!changed_.WaitUntil(mutex_, *deadline)) {
        break;
      }
    }
    if (letters_.empty() && closed_) return std::nullopt;
    return std::exchange(letters_, {});
  }

 private:
  Mutex mutex_;
  CondVar changed_;
  std::vector<T> letters_ ABSL_GUARDED_BY(mutex_);
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace meshgate::base

#endif  // MESHGATE_CORE_BASE_MAILBOX_H_
