// Loaded, but breaks the contract: it has no role, and a version that is none.
#include "core/plugin/plugin.h"

namespace {

void Register(meshgate::plugin::Registrar&) {}

}  // namespace

MESHGATE_PLUGIN(idle, 1, Register)
