#include "controllers/infra/host/backoff.h"

#include <gtest/gtest.h>

namespace meshgate::infra {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

TEST(Backoff, DoublesUpToTenSeconds) {
  Backoff backoff;
  for (int expected : {100, 200, 400, 800, 1600, 3200, 6400, 10000, 10000}) {
    EXPECT_EQ(backoff.Next(milliseconds(1)), milliseconds(expected));
  }
}

TEST(Backoff, StartsAgainAfterALongLife) {
  Backoff backoff;
  backoff.Next(milliseconds(1));
  backoff.Next(milliseconds(1));
  EXPECT_EQ(backoff.Next(seconds(10)), milliseconds(100));
  EXPECT_EQ(backoff.Next(milliseconds(1)), milliseconds(200));
}

}  // namespace
}  // namespace meshgate::infra
