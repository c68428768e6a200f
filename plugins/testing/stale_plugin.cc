// Refused before any of its code runs: it was built for another SDK. If its code ran, the variable
// would be set.
#include <cstdlib>

#include "core/plugin/plugin.h"

#undef MESHGATE_ABI_PARTS_
#define MESHGATE_ABI_PARTS_ 0123456789, 0, 1, 1017

namespace {

[[maybe_unused]] const int kRan = setenv("MESHGATE_STALE_PLUGIN_RAN", "1", /*overwrite=*/1);

void Register(meshgate::plugin::Registrar&) {}

}  // namespace

MESHGATE_PLUGIN(stale, 0_1_0, Register)
