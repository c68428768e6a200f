// Refused before any of its code runs: it was built for another SDK. If its code ran, the variable
// would be set.
#include <cstdlib>

#include "core/plugin/plugin.h"

#undef MESHGATE_SDK_HASH
#define MESHGATE_SDK_HASH 0123456789
#undef MESHGATE_VERSION_SYMBOL
#define MESHGATE_VERSION_SYMBOL 0_0_9

namespace {

[[maybe_unused]] const int kRan = setenv("MESHGATE_STALE_PLUGIN_RAN", "1", /*overwrite=*/1);

void Register(meshgate::plugin::Registrar&) {}

}  // namespace

MESHGATE_PLUGIN(stale, 0_1_0, Register)
