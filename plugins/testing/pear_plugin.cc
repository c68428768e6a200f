// Good alone; refused together with the other fruit plugin, which has the same kind.
#include "core/plugin/plugin.h"
#include "plugins/testing/fruit.h"

namespace {

void Register(meshgate::plugin::Registrar& registrar) {
  static const meshgate::testing_plugins::FruitRoute kind;
  registrar.AddRouteKind(kind);
}

}  // namespace

MESHGATE_PLUGIN(pear, 0_1_0, Register)
