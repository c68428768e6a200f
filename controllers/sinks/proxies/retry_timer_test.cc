#include "controllers/sinks/proxies/retry_timer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

namespace meshgate::proxies {
namespace {

using std::chrono::milliseconds;
using testing::ElementsAre;

const RetryTimer::Time kStart{};

// The delays between the next `count` times at which the timer is due.
std::vector<int64_t> NextDelays(RetryTimer& timer, RetryTimer::Time from, int count) {
  std::vector<int64_t> delays;
  for (int i = 0; i < count; ++i) {
    const RetryTimer::Time due = *timer.deadline();
    EXPECT_FALSE(timer.TakeDue(due - milliseconds(1)));
    EXPECT_TRUE(timer.TakeDue(due));
    delays.push_back(std::chrono::duration_cast<milliseconds>(due - from).count());
    from = due;
  }
  return delays;
}

TEST(RetryTimerTest, BacksOff) {
  RetryTimer timer;
  timer.Start(kStart);
  EXPECT_THAT(NextDelays(timer, kStart, 7), ElementsAre(500, 1000, 2000, 4000, 8000, 10000, 10000));
}

TEST(RetryTimerTest, IsQuickAgainForANewFailure) {
  RetryTimer timer;
  timer.Start(kStart);
  NextDelays(timer, kStart, 7);
  const RetryTimer::Time later = kStart + std::chrono::hours(1);
  timer.Start(later);
  EXPECT_THAT(NextDelays(timer, later, 2), ElementsAre(500, 1000));
}

TEST(RetryTimerTest, IsNotDueUnlessItRuns) {
  RetryTimer timer;
  EXPECT_FALSE(timer.deadline().has_value());
  EXPECT_FALSE(timer.TakeDue(kStart + std::chrono::hours(1)));
  timer.Start(kStart);
  timer.Stop();
  EXPECT_FALSE(timer.deadline().has_value());
  EXPECT_FALSE(timer.TakeDue(kStart + std::chrono::hours(1)));
}

}  // namespace
}  // namespace meshgate::proxies
