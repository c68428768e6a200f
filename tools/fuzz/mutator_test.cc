#include "tools/fuzz/mutator.h"

#include <set>
#include <string>

#include "gtest/gtest.h"

namespace meshgate::fuzz {
namespace {

std::string Inputs(uint64_t seed) {
  Mutator mutator({"a: b\nc: d\n", "- x\n"}, seed);
  std::string inputs;
  for (int i = 0; i < 1000; ++i) inputs += mutator.Next();
  return inputs;
}

TEST(MutatorTest, TheSeedDecidesEverything) {
  EXPECT_EQ(Inputs(1), Inputs(1));
  EXPECT_NE(Inputs(1), Inputs(2));
}

TEST(MutatorTest, InputsAreManyAndBounded) {
  Mutator mutator({"", std::string(100'000, 'x')}, 1);
  std::set<std::string> distinct;
  for (int i = 0; i < 1000; ++i) {
    const std::string input = mutator.Next();
    EXPECT_LE(input.size(), 64u << 10);
    distinct.insert(input);
  }
  EXPECT_GT(distinct.size(), 500u);
}

}  // namespace
}  // namespace meshgate::fuzz
