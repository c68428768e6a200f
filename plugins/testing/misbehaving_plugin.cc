// Loaded, but does what spec.wish asks for against the rules of the SDK.
#include <atomic>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

#include "core/plugin/plugin.h"
#include "plugins/testing/fruit.h"

namespace {

namespace plugin = meshgate::plugin;
namespace ir = meshgate::ir;

class MisbehavingRoute final : public meshgate::testing_plugins::FruitRoute {
 public:
  ir::Route Describe(const plugin::Object& object, plugin::RouteIssues& issues) const override {
    static std::atomic<int> calls = 0;
    const std::string_view wish = object.spec()["wish"].Text();
    if (wish == "throw") throw std::runtime_error("index 7 of 3");
    if (wish == "throw a number") throw 7;
    ir::Route route = FruitRoute::Describe(object, issues);
    ir::Rule& rule = route.rules[0];
    if (wish == "refuse a rule that is not there") issues.RefuseRule(1, "spec", "no");
    if (wish == "unknown reason") issues.RefuseRoute("Whim", "spec", "no");
    if (wish == "bad path") rule.matches[0].path.value = "a b";
    if (wish == "bad hostname") route.hostnames = {"UPPER"};
    if (wish == "header injection") rule.request_headers.set = {{"a", "b\r\nc: d"}};
    if (wish == "bad redirect") rule.redirect.emplace().status_code = 200;
    if (wish == "count calls") rule.name = std::to_string(++calls);
    if (wish == "bad weight") rule.backends.emplace_back().weight = 4000000000;
    return route;
  }
};

class ThrowingMembership final : public plugin::Membership {
 public:
  std::string_view noun() const override { return "crowd"; }
  std::string_view fallback() const override { return "all"; }
  std::optional<std::string> Of(const plugin::Object&) const override {
    throw std::runtime_error("lost");
  }
};

void Register(plugin::Registrar& registrar) {
  static const MisbehavingRoute kind;
  static const ThrowingMembership membership;
  registrar.AddRouteKind(kind);
  registrar.AddMembership(membership);
  registrar.AddCrd("kind: CustomResourceDefinition");
}

}  // namespace

MESHGATE_PLUGIN(misbehaving, 0_1_0, Register)
