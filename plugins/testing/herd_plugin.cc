// Good alone; refused together with plugin misbehaving, which has a membership too.
#include <optional>
#include <string>
#include <string_view>

#include "core/plugin/plugin.h"

namespace {

class Herd final : public meshgate::plugin::Membership {
 public:
  std::string_view noun() const override { return "herd"; }
  std::string_view fallback() const override { return "all"; }
  std::optional<std::string> Of(const meshgate::plugin::Object&) const override {
    return std::nullopt;
  }
};

void Register(meshgate::plugin::Registrar& registrar) {
  static const Herd herd;
  registrar.AddMembership(herd);
}

}  // namespace

MESHGATE_PLUGIN(herd, 0_1_0, Register)
