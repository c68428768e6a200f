#include "core/base/shared_bytes.h"

#include <string>

#include "gtest/gtest.h"

namespace meshgate::base {
namespace {

TEST(SharedBytesTest, CopiesShareOneBuffer) {
  const SharedBytes bytes(std::string(100, 'a'));
  const SharedBytes copy = bytes;
  EXPECT_EQ(copy.view().data(), bytes.view().data());
  EXPECT_EQ(copy.size(), 100u);
  EXPECT_EQ(copy.hash(), HashBytes(std::string(100, 'a')));
}

TEST(SharedBytesTest, EqualByContent) {
  EXPECT_EQ(SharedBytes("a"), SharedBytes("a"));
  EXPECT_NE(SharedBytes("a"), SharedBytes("b"));
  EXPECT_NE(SharedBytes("a"), SharedBytes());
}

TEST(SharedBytesTest, EmptyBytesAreTheDefault) {
  EXPECT_EQ(SharedBytes(""), SharedBytes());
  EXPECT_TRUE(SharedBytes("").empty());
  EXPECT_EQ(SharedBytes().view(), "");
  EXPECT_EQ(SharedBytes().hash(), HashBytes(""));
}

}  // namespace
}  // namespace meshgate::base
