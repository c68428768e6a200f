#include "tools/fuzz/fuzz_target.h"

#include <cstdio>
#include <cstdlib>

namespace meshgate::fuzz {

void Fail(std::string_view broken) {
  std::fprintf(stderr, "broken promise: %.*s\n", static_cast<int>(broken.size()), broken.data());
  std::abort();
}

}  // namespace meshgate::fuzz
