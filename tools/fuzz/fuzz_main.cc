// Runs the fuzz target that is linked in: on mutations of its seeds, or on the files that are
// named. Exit status 0: every promise held.
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <fstream>
#include <iostream>
#include <sstream>
#include <string>
#include <vector>

#include "CLI/CLI.hpp"
#include "tools/fuzz/fuzz_target.h"
#include "tools/fuzz/input_watch.h"
#include "tools/fuzz/mutator.h"

namespace meshgate::fuzz {
namespace {

constexpr int64_t kMostMemoryMiB = 2048;

struct Settings {
  int64_t iterations = 1'000'000;
  uint64_t seed = 1;
  int64_t seconds = 0;
  int input_seconds = 10;
  std::vector<std::string> files;
};

int64_t PeakMemoryMiB() {
  rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss >> 10;
}

void RunInput(const std::string& input) {
  StartInput(input);
  LLVMFuzzerTestOneInput(reinterpret_cast<const uint8_t*>(input.data()), input.size());
  if (PeakMemoryMiB() > kMostMemoryMiB) GiveUpInput("the input takes too much memory");
}

bool RunFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  if (!file) {
    std::cerr << path << ": cannot be read\n";
    return false;
  }
  RunInput(text.str());
  return true;
}

void RunMutations(const Settings& settings) {
  using Clock = std::chrono::steady_clock;
  const auto end = Clock::now() + std::chrono::seconds(settings.seconds);
  const std::vector<std::string> seeds = SeedInputs();
  for (const std::string& seed : seeds) RunInput(seed);
  Mutator mutator(seeds, settings.seed);
  int64_t done = 0;
  while (done < settings.iterations && (settings.seconds == 0 || Clock::now() < end)) {
    RunInput(mutator.Next());
    ++done;
  }
  std::cout << seeds.size() << " seeds and " << done << " mutations of seed " << settings.seed
            << ", peak memory " << PeakMemoryMiB() << " MiB\n";
}

}  // namespace
}  // namespace meshgate::fuzz

int main(int argc, char** argv) {
  using namespace meshgate::fuzz;
  Settings settings;
  CLI::App app("Feeds hostile inputs to one fuzz target.");
  app.add_option("--iterations", settings.iterations, "mutated inputs")->capture_default_str();
  app.add_option("--seed", settings.seed, "of the random numbers")->capture_default_str();
  app.add_option("--seconds", settings.seconds, "end after this time; 0: do not look at the clock");
  app.add_option("--input-seconds", settings.input_seconds,
                 "processor time after which one input counts as hanging")
      ->capture_default_str();
  app.add_option("files", settings.files, "run these inputs instead");
  CLI11_PARSE(app, argc, argv);
  WatchInputs(FailurePath(), settings.input_seconds);
  if (settings.files.empty()) {
    RunMutations(settings);
    return 0;
  }
  return std::all_of(settings.files.begin(), settings.files.end(), RunFile) ? 0 : 1;
}
