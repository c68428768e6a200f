#include "core/plugin/http/timeouts.h"

#include <gtest/gtest.h>

namespace meshgate::plugin::http {
namespace {

using std::chrono::milliseconds;

TEST(ParseDurationTest, ReadsWhatGep2257Allows) {
  EXPECT_EQ(ParseDuration("0s"), milliseconds(0));
  EXPECT_EQ(ParseDuration("500ms"), milliseconds(500));
  EXPECT_EQ(ParseDuration("10s"), milliseconds(10000));
  EXPECT_EQ(ParseDuration("1h30m"), milliseconds(5400000));
  EXPECT_EQ(ParseDuration("1h1m1s1ms"), milliseconds(3661001));
  EXPECT_EQ(ParseDuration("99999h99999h99999h99999h"), milliseconds(1439985600000));
}

TEST(ParseDurationTest, RefusesEverythingElse) {
  for (const char* text :
       {"", "10", "s", "1.5s", "-1s", "1d", "100000s", "1s ", "1s1s1s1s1s", "1us", "1S", "+1s"}) {
    EXPECT_EQ(ParseDuration(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace meshgate::plugin::http
