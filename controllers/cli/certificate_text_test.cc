#include "controllers/cli/certificate_text.h"

#include <gtest/gtest.h>

namespace meshgate::cli {
namespace {

TEST(CertificateTextTest, SaysWhatTheClockThinksOfACertificate) {
  certificate::Details details;
  details.begins_seconds = 1'000'000'000;
  details.expires_seconds = 2'000'000'000;
  const auto find = [&](int64_t now) { return FindUntimely(details, absl::FromUnixSeconds(now)); };
  EXPECT_EQ(find(999'999'999), "is not valid before 2001-09-09T01:46:40Z");
  EXPECT_EQ(find(1'000'000'000), "");
  EXPECT_EQ(find(2'000'000'000), "");
  EXPECT_EQ(find(2'000'000'001), "expired at 2033-05-18T03:33:20Z");
}

}  // namespace
}  // namespace meshgate::cli
