// Refused before any of its code runs: a shared object that is no plugin.
#include <cstdlib>

[[maybe_unused]] static const int kRan = setenv("MESHGATE_NO_MARKER_PLUGIN_RAN", "1", 1);
