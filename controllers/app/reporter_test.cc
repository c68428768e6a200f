#include "controllers/app/reporter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

namespace meshgate::app {
namespace {

using provider::Finding;
using provider::Severity;
using testing::HasSubstr;
using testing::StartsWith;

std::string Told(std::vector<Finding> findings) {
  testing::internal::CaptureStdout();
  {
    Reporter reporter(std::nullopt);
    reporter.Post(std::move(findings));
  }
  return testing::internal::GetCapturedStdout();
}

std::vector<Finding> Many(size_t count, Severity severity) {
  return std::vector<Finding>(count, {severity, "a.yaml", {1, 2}, "", "is wrong"});
}

TEST(ReporterTest, OfVeryManyFindingsTheFirstAreToldAndTheTotal) {
  const std::string text = Told(Many(10'000, Severity::kError));
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 101);
  EXPECT_THAT(text, StartsWith("error: a.yaml:1:2: is wrong\n"));
  EXPECT_THAT(text, HasSubstr("... and 9900 more; \"manager validate\" lists all\n"));
}

TEST(ReporterTest, WarningsHideNoErrors) {
  std::vector<Finding> findings = Many(1000, Severity::kWarning);
  findings.push_back({Severity::kError, "b.yaml", {3, 4}, "", "is broken"});
  EXPECT_THAT(Told(findings), StartsWith("error: b.yaml:3:4: is broken\nwarning: "));
}

TEST(ReporterTest, NoTextOfAFileReachesTheTerminalAsAControl) {
  const std::string text = Told(
      {{Severity::kError, "a\n.yaml", {1, 2}, "", "key \"\x1b[2J" + std::string(1 << 20, 'x')}});
  EXPECT_THAT(text, StartsWith("error: a\\n.yaml:1:2: key \"\\x1b[2Jxxx"));
  EXPECT_LT(text.size(), 3000u);
}

}  // namespace
}  // namespace meshgate::app
