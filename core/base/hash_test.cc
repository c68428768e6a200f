#include "core/base/hash.h"

#include "gtest/gtest.h"

namespace meshgate::base {
namespace {

TEST(Hash128Test, DependsOnEveryByteAndOnTheLength) {
  EXPECT_EQ(HashBytes("abc"), HashBytes("abc"));
  EXPECT_NE(HashBytes("abc"), HashBytes("abd"));
  EXPECT_NE(HashBytes("abc"), HashBytes(std::string_view("abc\0", 4)));
}

TEST(Hash128Test, IsTheSameInEveryRun) {
  // The published XXH3 128-bit hash of the empty input: stored hashes must outlive an upgrade.
  EXPECT_EQ(HashBytes("").ToHex(), "99aa06d3014798d86001c324468d497f");
}

TEST(Hash128Test, HexShowsTheMostSignificantDigitFirst) {
  EXPECT_EQ((Hash128{.low = 0xab, .high = 1}).ToHex(), "000000000000000100000000000000ab");
}

TEST(Hash128Test, OrdersAsOneNumber) {
  EXPECT_LT((Hash128{.low = 9, .high = 1}), (Hash128{.low = 0, .high = 2}));
  EXPECT_LT((Hash128{.low = 1, .high = 2}), (Hash128{.low = 2, .high = 2}));
}

TEST(Hash128Test, SumDoesNotDependOnOrder) {
  const Hash128 a = HashBytes("a"), b = HashBytes("b"), c = HashBytes("c");
  Hash128 forward, backward;
  for (const Hash128& term : {a, b, c}) forward += term;
  for (const Hash128& term : {c, b, a}) backward += term;
  EXPECT_EQ(forward, backward);
  forward -= b;
  backward = a;
  backward += c;
  EXPECT_EQ(forward, backward);
}

TEST(Hash128Test, SumCarriesAndBorrowsBetweenTheHalves) {
  Hash128 sum{.low = ~uint64_t{0}, .high = 0};
  sum += Hash128{.low = 1, .high = 0};
  EXPECT_EQ(sum, (Hash128{.low = 0, .high = 1}));
  sum -= Hash128{.low = 1, .high = 0};
  EXPECT_EQ(sum, (Hash128{.low = ~uint64_t{0}, .high = 0}));
}

}  // namespace
}  // namespace meshgate::base
