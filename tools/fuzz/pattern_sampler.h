// Texts that a regular expression matches, at random.
#ifndef MESHGATE_TOOLS_FUZZ_PATTERN_SAMPLER_H_
#define MESHGATE_TOOLS_FUZZ_PATTERN_SAMPLER_H_

#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace meshgate::fuzz {

// Knows what the patterns of schemas are made of: literals, classes, groups, alternatives and
// repetitions. Anchors are ignored, so that a sample may fail to match: check it.
class PatternSampler {
 public:
  explicit PatternSampler(std::string_view pattern);

  // Repetitions without an end are repeated at most `repeats` times more than they must. [pure]
  std::string Sample(int repeats, std::mt19937_64& random) const;

  struct Part {
    enum class Kind { kCharacter, kSequence, kChoice };
    Kind kind = Kind::kSequence;
    std::string characters;   // kCharacter: one of these
    std::vector<Part> parts;  // kSequence: all of these; kChoice: one of these
    int min = 1;
    int max = 1;
  };

 private:
  Part root_;
};

}  // namespace meshgate::fuzz

#endif  // MESHGATE_TOOLS_FUZZ_PATTERN_SAMPLER_H_
