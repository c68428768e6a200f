// Class parameters for the tests of the loader, which do what spec.wish asks for.
#include <stdexcept>
#include <string_view>

#include "core/plugin/plugin.h"

namespace {

namespace ir = meshgate::ir;
namespace plugin = meshgate::plugin;

class SorrelParameters final : public plugin::ClassParameters {
 public:
  plugin::ClassParametersSpec spec() const override {
    return {.group = "test.example.com", .kind = "SorrelParameters"};
  }

  ir::InfrastructureParameters Build(const plugin::Object&, plugin::Node spec,
                                     plugin::ResolvedReferences,
                                     plugin::Issues& issues) const override {
    const std::string_view wish = spec["wish"].Text();
    if (wish == "throw") throw std::runtime_error("index 7 of 3");
    if (wish == "refuse") issues.Refuse("spec.wish", "no sorrel is refused; wish for another");
    if (wish == "note") issues.Note("spec.wish", "does nothing");
    return {.replicas = wish == "no replica" ? 0 : 2};
  }
};

void Register(plugin::Registrar& registrar) {
  static const SorrelParameters kind;
  registrar.AddClassParameters(kind);
}

}  // namespace

MESHGATE_PLUGIN(sorrel, 0_1_0, Register)
