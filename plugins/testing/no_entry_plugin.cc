// Refused before any of its code runs: it has a marker but no entry.
#include "core/plugin/abi.h"

#define MARKER_NAMED(hash, sanitizers, library, compiler) \
  meshgate_abi_##hash##sanitizers##library##compiler##__0_1_0__no_entry__0_1_0
#define MARKER MESHGATE_ABI_APPLY_(MARKER_NAMED, MESHGATE_ABI_PARTS_)

extern "C" {
__attribute__((visibility("default"), section("mgplug"))) extern const char MARKER;
const char MARKER = 0;
}
