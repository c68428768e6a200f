// Planted faults prove that the histories of laws_test would find real ones: each is found within
// the same budget by the same checks.
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <string>
#include <utility>

#include "core/engine/fault_for_test.h"
#include "core/pipeline/testing/fault_for_test.h"
#include "core/pipeline/testing/history.h"
#include "gtest/gtest.h"

namespace meshgate::pipeline::world {
namespace {

std::string RunAllHistories(engine::Fault fault) {
  std::string found;
  for (unsigned seed = 0; seed < kHistories && found.empty(); ++seed) {
    found = RunHistory(seed, fault);
  }
  return found;
}

// In a process of its own: where an index or a driver lies, a stage may meet an absence that the
// engine's promises exclude, and crash. That counts as found.
std::string RunAllHistoriesApart(engine::Fault fault) {
  std::array<int, 2> ends;
  if (pipe(ends.data()) != 0) return "";
  const pid_t child = fork();
  if (child == 0) {
    close(STDERR_FILENO);
    const std::string found = RunAllHistories(fault).substr(0, 4096);
    _exit(write(ends[1], found.data(), found.size()) == static_cast<ssize_t>(found.size()) ? 0 : 1);
  }
  close(ends[1]);
  std::array<char, 4096> buffer;
  std::string found;
  for (ssize_t size; (size = read(ends[0], buffer.data(), buffer.size())) > 0;) {
    found.append(buffer.data(), static_cast<size_t>(size));
  }
  close(ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  return status == 0 ? found : "crashed";
}

TEST(FaultTest, WithoutAFaultNothingIsFound) {
  EXPECT_EQ(RunAllHistoriesApart(engine::Fault::kNone), "");
}

class EngineFaultTest : public testing::TestWithParam<engine::Fault> {};

TEST_P(EngineFaultTest, IsFoundWithinTheNormalBudget) {
  const std::string found = RunAllHistoriesApart(GetParam());
  EXPECT_NE(found, "");
  RecordProperty("found", found);
}

INSTANTIATE_TEST_SUITE_P(All, EngineFaultTest, testing::ValuesIn(engine::kAllFaults),
                         [](const auto& info) { return engine::NameForTest(info.param); });

class RuleFaultTest : public testing::TestWithParam<Fault> {};

TEST_P(RuleFaultTest, IsFoundWithinTheNormalBudget) {
  const FaultForTest planted(GetParam());
  const std::string found = RunAllHistories(engine::Fault::kNone);
  EXPECT_NE(found, "");
  RecordProperty("found", found);
}

INSTANTIATE_TEST_SUITE_P(All, RuleFaultTest, testing::ValuesIn(kAllFaults));

}  // namespace
}  // namespace meshgate::pipeline::world
