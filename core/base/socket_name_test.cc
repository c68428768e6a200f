#include "core/base/socket_name.h"

#include <gtest/gtest.h>

namespace meshgate::base {
namespace {

TEST(SocketNameTest, AnAddressOfVersion6IsInBrackets) {
  EXPECT_EQ(SocketName("::1", 8080), "[::1]:8080");
  EXPECT_EQ(SocketName("fd00::1", "https"), "[fd00::1]:https");
}

TEST(SocketNameTest, OthersAreNot) {
  EXPECT_EQ(SocketName("10.0.0.1", 80), "10.0.0.1:80");
  EXPECT_EQ(SocketName("localhost", "443"), "localhost:443");
}

TEST(SocketNameTest, BracketsAreOfTheNameAlone) {
  EXPECT_EQ(WithoutBrackets("[::1]"), "::1");
  EXPECT_EQ(WithoutBrackets("::1"), "::1");
  EXPECT_EQ(WithoutBrackets("[]"), "[]");
  EXPECT_EQ(WithoutBrackets("10.0.0.1"), "10.0.0.1");
}

TEST(SocketNameTest, NamesAreNoAddresses) {
  for (const char* text : {"10.0.0.1", "::1", "::"}) EXPECT_TRUE(IsIpAddress(text)) << text;
  for (const char* text : {"", "localhost", "[::1]", "10.0.0", "10.0.0.1:80"}) {
    EXPECT_FALSE(IsIpAddress(text)) << text;
  }
}

}  // namespace
}  // namespace meshgate::base
