#include "core/base/hash.h"

#include <cinttypes>
#include <cstdio>

#include "xxhash.h"

namespace meshgate::base {

std::string Hash128::ToHex() const {
  char digits[33];
  std::snprintf(digits, sizeof(digits), "%016" PRIx64 "%016" PRIx64, high, low);
  return digits;
}

Hash128 HashBytes(std::string_view bytes) {
  const XXH128_hash_t hash = XXH3_128bits(bytes.data(), bytes.size());
  return {hash.low64, hash.high64};
}

}  // namespace meshgate::base
