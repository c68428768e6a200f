#include "core/base/check.h"

#include <string>

#include "gtest/gtest.h"

namespace meshgate::base {
namespace {

TEST(CheckDeathTest, NamesThePlaceTheConditionAndTheMessage) {
  const std::string name = "routes";
  EXPECT_DEATH(MG_CHECK(1 + 1 == 3), "check_test.cc:[0-9]+: check failed: 1 \\+ 1 == 3\n");
  EXPECT_DEATH(MG_CHECK(name.empty(), "stage " + name),
               "check failed: name.empty\\(\\): stage routes");
}

TEST(CheckTest, BuildsTheMessageOnlyOnFailure) {
  int built = 0;
  MG_CHECK(true, std::to_string(++built));
  EXPECT_EQ(built, 0);
}

}  // namespace
}  // namespace meshgate::base
