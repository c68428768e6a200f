#include "core/base/read_file.h"

#include <unistd.h>

#include <fstream>
#include <string>

#include "gtest/gtest.h"

namespace meshgate::base {
namespace {

TEST(ReadFileTest, ReadsTheWholeFile) {
  const std::string path = testing::TempDir() + "/file";
  const std::string text("a\0b\r\n", 5);
  std::ofstream(path, std::ios::binary) << text;
  EXPECT_EQ(ReadFileOrEmpty(path), text);
}

TEST(ReadFileTest, WhatCannotBeReadIsEmpty) {
  EXPECT_EQ(ReadFileOrEmpty("/no/such/file"), "");
  EXPECT_EQ(ReadFileOrEmpty("/proc/self"), "") << "a folder";
  EXPECT_EQ(ReadFileOrEmpty("/proc/self/mem"), "") << "a read that fails";
}

}  // namespace
}  // namespace meshgate::base
