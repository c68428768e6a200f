#include "core/base/mutex.h"

#include <chrono>
#include <thread>

#include "gtest/gtest.h"

namespace meshgate::base {
namespace {

TEST(MutexTest, WaiterSeesWhatTheSignallerWrote) {
  Mutex mutex;
  CondVar changed;
  int value = 0;
  std::thread writer([&] {
    MutexLock lock(mutex);
    value = 7;
    changed.Signal();
  });
  {
    MutexLock lock(mutex);
    while (value == 0) changed.Wait(mutex);
    EXPECT_EQ(value, 7);
  }
  writer.join();
}

TEST(MutexTest, WaitUntilAPassedDeadlineGivesUpAndHoldsTheLockAgain) {
  Mutex mutex;
  CondVar changed;
  int value = 0;
  mutex.Lock();
  EXPECT_FALSE(changed.WaitUntil(mutex, std::chrono::steady_clock::time_point::min()));
  std::thread other([&] {
    MutexLock lock(mutex);
    ++value;
  });
  EXPECT_EQ(value, 0);
  mutex.Unlock();
  other.join();
  EXPECT_EQ(value, 1);
}

}  // namespace
}  // namespace meshgate::base
