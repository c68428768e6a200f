// New inputs out of good ones: text that is nearly right, and text that means harm.
#ifndef MESHGATE_TOOLS_FUZZ_MUTATOR_H_
#define MESHGATE_TOOLS_FUZZ_MUTATOR_H_

#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace meshgate::fuzz {

// The n-th input depends on nothing but the seed inputs and the seed. [single owner]
class Mutator {
 public:
  // `inputs` must not be empty.
  Mutator(std::vector<std::string> inputs, uint64_t seed);

  // One of the inputs after one to six mutations; at most 64 KiB.
  std::string Next();

 private:
  using Mutation = void (Mutator::*)(std::string&);

  // In [0, end); 0 when `end` is.
  size_t Below(size_t end) { return end == 0 ? 0 : random_() % end; }
  // A place in the text, its end included.
  size_t Place(const std::string& text) { return Below(text.size() + 1); }
  size_t LineStart(const std::string& text);
  const std::string& AnyInput() { return inputs_[Below(inputs_.size())]; }

  void Truncate(std::string& text);
  void FlipBit(std::string& text);
  void SetByte(std::string& text);
  void InsertToken(std::string& text);
  void EraseRange(std::string& text);
  void RepeatRange(std::string& text);
  void RepeatLine(std::string& text);
  void Splice(std::string& text);
  void Nest(std::string& text);
  void IndentLine(std::string& text);
  void Alias(std::string& text);
  void Recode(std::string& text);

  const std::vector<std::string> inputs_;
  std::mt19937_64 random_;
};

}  // namespace meshgate::fuzz

#endif  // MESHGATE_TOOLS_FUZZ_MUTATOR_H_
