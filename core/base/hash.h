// Content hashes: 128 bits, equal on every machine and in every run, so that they can be compared
// across restarts (xDS versions, acknowledged content). Not for secrets and not against an
// attacker who wants a collision. [pure]
#ifndef MESHGATE_CORE_BASE_HASH_H_
#define MESHGATE_CORE_BASE_HASH_H_

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace meshgate::base {

// A 128-bit number. Sums are modulo 2^128 and do not depend on the order of their terms, so the
// sum over a set of hashes is the hash of that set, and one member is exchanged without reading
// the others: sum += new_member, sum -= old_member.
struct Hash128 {
  uint64_t low = 0;
  uint64_t high = 0;

  friend bool operator==(const Hash128&, const Hash128&) = default;
  friend std::strong_ordering operator<=>(const Hash128& a, const Hash128& b) {
    return a.high != b.high ? a.high <=> b.high : a.low <=> b.low;
  }

  Hash128& operator+=(const Hash128& other) {
    low += other.low;
    high += other.high + (low < other.low ? 1 : 0);
    return *this;
  }
  Hash128& operator-=(const Hash128& other) {
    high -= other.high + (low < other.low ? 1 : 0);
    low -= other.low;
    return *this;
  }

  // 32 lower case hexadecimal digits, most significant first.
  std::string ToHex() const;

  template <typename H>
  friend H AbslHashValue(H state, const Hash128& hash) {
    return H::combine(std::move(state), hash.low, hash.high);
  }
};

// XXH3 over `bytes`.
Hash128 HashBytes(std::string_view bytes);

}  // namespace meshgate::base

#endif  // MESHGATE_CORE_BASE_HASH_H_
