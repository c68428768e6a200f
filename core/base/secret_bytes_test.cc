#include "core/base/secret_bytes.h"

#include <gtest/gtest.h>

#include <sstream>
#include <string>

namespace meshgate::base {
namespace {

constexpr char kCanary[] = "canary-of-a-private-key-which-is-not-to-be-seen";

TEST(SecretBytesTest, PrintsItsHashAndLengthAndNothingElse) {
  const SecretBytes secret{std::string(kCanary)};
  std::ostringstream out;
  out << secret;
  EXPECT_EQ(out.str(), "secret " + secret.hash().ToHex() + " of 47 bytes");
  EXPECT_EQ(out.str().find("canary"), std::string::npos);
  EXPECT_EQ(testing::PrintToString(secret), out.str()) << "a failed expectation shows it";
}

TEST(SecretBytesTest, IsComparedByContent) {
  EXPECT_EQ(SecretBytes(std::string(kCanary)), SecretBytes(std::string(kCanary)));
  EXPECT_NE(SecretBytes(std::string(kCanary)), SecretBytes("another"));
  EXPECT_EQ(SecretBytes(), SecretBytes(""));
}

TEST(SecretBytesTest, ItsHashIsNotTheOneThatPublicBytesHave) {
  EXPECT_NE(SecretBytes(std::string(kCanary)).hash(), HashBytes(kCanary));
}

TEST(SecretBytesTest, TheLastCopyWipesTheBytes) {
  static std::string seen;
  SharedBytes first = SharedBytes::OfSecret(kCanary, Hash128(), [](std::string& bytes) {
    Wipe(bytes);
    seen.assign(bytes.data(), sizeof(kCanary) - 1);
  });
  SharedBytes second = first;
  first = SharedBytes();
  EXPECT_EQ(second.view(), kCanary);
  EXPECT_EQ(seen, "");
  second = SharedBytes();
  EXPECT_EQ(seen, std::string(sizeof(kCanary) - 1, '\0'));
}

TEST(SecretBytesTest, WipeReachesWhatAShrunkenTextLeftBehind) {
  std::string text = kCanary;
  text.resize(3);
  const char* const begin = text.data();
  const size_t capacity = text.capacity();
  Wipe(text);
  EXPECT_TRUE(text.empty());
  ASSERT_EQ(text.data(), begin);
  EXPECT_EQ(std::string(begin, capacity).find("canary"), std::string::npos);
}

}  // namespace
}  // namespace meshgate::base
