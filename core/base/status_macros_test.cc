#include "core/base/status_macros.h"

#include <memory>

#include "gtest/gtest.h"

namespace meshgate::base {
namespace {

absl::Status Pass(const absl::Status& first, bool* reached) {
  MG_RETURN_IF_ERROR(first);
  *reached = true;
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<int>> Make(int value) {
  if (value < 0) return absl::InvalidArgumentError("negative");
  return std::make_unique<int>(value);
}

absl::StatusOr<int> Add(int a, int b) {
  MG_ASSIGN_OR_RETURN(const std::unique_ptr<int> left, Make(a));
  MG_ASSIGN_OR_RETURN(auto right, Make(b));
  return *left + *right;
}

TEST(StatusMacrosTest, ReturnsTheErrorOrGoesOn) {
  bool reached = false;
  EXPECT_EQ(Pass(absl::AbortedError("stop"), &reached), absl::AbortedError("stop"));
  EXPECT_FALSE(reached);
  EXPECT_TRUE(Pass(absl::OkStatus(), &reached).ok());
  EXPECT_TRUE(reached);
}

TEST(StatusMacrosTest, AssignsMoveOnlyValuesOrReturnsTheError) {
  EXPECT_EQ(*Add(1, 2), 3);
  EXPECT_EQ(Add(1, -2).status(), absl::InvalidArgumentError("negative"));
}

}  // namespace
}  // namespace meshgate::base
