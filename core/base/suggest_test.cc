#include "core/base/suggest.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace meshgate::base {
namespace {

const std::vector<std::string> kWords = {"translate", "validate", "plugin", "run", "log-level"};

TEST(ClosestTest, FindsOneMistake) {
  EXPECT_EQ(Closest("translte", kWords), "translate");
  EXPECT_EQ(Closest("pluginn", kWords), "plugin");
  EXPECT_EQ(Closest("vaildate", kWords), "validate");
  EXPECT_EQ(Closest("log_level", kWords), "log-level");
  EXPECT_EQ(Closest("rnu", kWords), "run");
}

TEST(ClosestTest, IgnoresCase) { EXPECT_EQ(Closest("PLUGIN", kWords), "plugin"); }

TEST(ClosestTest, SaysNothingWhenNothingIsNear) {
  EXPECT_EQ(Closest("certificate", kWords), "");
  EXPECT_EQ(Closest("", kWords), "");
  EXPECT_EQ(Closest("x", {}), "");
  EXPECT_EQ(Closest("x", std::vector<std::string>{"y"}), "");
}

TEST(ClosestTest, TakesTheNearestThenTheFirst) {
  EXPECT_EQ(Closest("abcdef", std::vector<std::string>{"abcxyf", "abcdeg", "abcdeh"}), "abcdeg");
}

TEST(ClosestTest, IsBoundedForHugeWords) {
  EXPECT_EQ(Closest(std::string(1 << 20, 'a'), kWords), "");
  EXPECT_EQ(Closest("run", std::vector<std::string>{std::string(1 << 20, 'a'), "run"}), "run");
}

}  // namespace
}  // namespace meshgate::base
