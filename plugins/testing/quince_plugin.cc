// Good alone; refused together with plugin plum, which has the same filter kind, and together with
// the fruit plugins, which have its other one as a route kind.
#include "core/plugin/plugin.h"
#include "plugins/testing/fruit_filter.h"

namespace {

class FruitRouteAsFilter final : public meshgate::testing_plugins::FruitFilter {
 public:
  meshgate::plugin::FilterKindSpec spec() const override {
    return {.group = "test.example.com", .kind = "FruitRoute"};
  }
};

void Register(meshgate::plugin::Registrar& registrar) {
  static const meshgate::testing_plugins::FruitFilter kind;
  static const FruitRouteAsFilter other_kind;
  registrar.AddFilterKind(kind);
  registrar.AddFilterKind(other_kind);
}

}  // namespace

MESHGATE_PLUGIN(quince, 0_1_0, Register)
