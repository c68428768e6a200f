// Good alone; refused together with plugin quince, which has the same filter kind.
#include "core/plugin/plugin.h"
#include "plugins/testing/fruit_filter.h"

namespace {

void Register(meshgate::plugin::Registrar& registrar) {
  static const meshgate::testing_plugins::FruitFilter kind;
  registrar.AddFilterKind(kind);
}

}  // namespace

MESHGATE_PLUGIN(plum, 0_1_0, Register)
