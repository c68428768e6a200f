// When to try again what somebody else has to make possible and nobody announces, such as opening
// a port that another process holds.
#ifndef MESHGATE_CONTROLLERS_SINKS_PROXIES_RETRY_TIMER_H_
#define MESHGATE_CONTROLLERS_SINKS_PROXIES_RETRY_TIMER_H_

#include <algorithm>
#include <chrono>
#include <optional>

namespace meshgate::proxies {

// Due 0.5 s after the latest failure of something new, then after twice the time before, at most
// 10 s. The caller brings the clock. [one thread at a time]
class RetryTimer {
 public:
  using Time = std::chrono::steady_clock::time_point;

  static constexpr std::chrono::milliseconds kFirst{500};
  static constexpr std::chrono::milliseconds kMost{10'000};

  void Start(Time now) {
    delay_ = kFirst;
    deadline_ = now + delay_;
  }
  void Stop() { deadline_.reset(); }

  // When it is due; no value: not running.
  std::optional<Time> deadline() const { return deadline_; }

  // True once for each time that it is due.
  bool TakeDue(Time now) {
    if (!deadline_ || now < *deadline_) return false;
    delay_ = std::min(delay_ * 2, kMost);
    deadline_ = now + delay_;
    return true;
  }

 private:
  std::chrono::milliseconds delay_ = kFirst;
  std::optional<Time> deadline_;
};

}  // namespace meshgate::proxies

#endif  // MESHGATE_CONTROLLERS_SINKS_PROXIES_RETRY_TIMER_H_
