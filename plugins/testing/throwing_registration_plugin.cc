// Refused: its registration throws.
#include <stdexcept>

#include "core/plugin/plugin.h"

namespace {

void Register(meshgate::plugin::Registrar&) { throw std::runtime_error("no licence"); }

}  // namespace

MESHGATE_PLUGIN(throwing_registration, 0_1_0, Register)
