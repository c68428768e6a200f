// How long to wait before a proxy that ended is started again.
#ifndef MESHGATE_CONTROLLERS_INFRA_HOST_BACKOFF_H_
#define MESHGATE_CONTROLLERS_INFRA_HOST_BACKOFF_H_

#include <algorithm>
#include <chrono>

namespace meshgate::infra {

// 0.1 s, doubled with each end up to 10 s, and 0.1 s again after a life of 10 s.
class Backoff {
 public:
  static constexpr std::chrono::milliseconds kFirst{100};
  static constexpr std::chrono::milliseconds kMost{10'000};

  // The delay after a proxy that lived for this time.
  std::chrono::milliseconds Next(std::chrono::steady_clock::duration lived) {
    const std::chrono::milliseconds delay = lived >= kMost ? kFirst : next_;
    next_ = std::min(delay * 2, kMost);
    return delay;
  }

 private:
  std::chrono::milliseconds next_ = kFirst;
};

}  // namespace meshgate::infra

#endif  // MESHGATE_CONTROLLERS_INFRA_HOST_BACKOFF_H_
