// The route kind TeapotRoute: the hostnames of a TeapotRoute answer 418 with a text of their own.
// All that a plugin of a route kind needs is in this file and in crds/.
#include <string>
#include <string_view>

#include "core/plugin/parent_refs.h"
#include "core/plugin/plugin.h"
#include "teapotroute_crds.h"

namespace {

namespace ir = meshgate::ir;
namespace plugin = meshgate::plugin;

constexpr int kStatus = 418;
// What the manager takes as a body; the schema counts characters.
constexpr size_t kMaxBytes = 4096;

class TeapotRoute final : public plugin::RouteKind {
 public:
  plugin::RouteKindSpec spec() const override {
    return {.group = "example.com",
            .kind = "TeapotRoute",
            .versions = {"v1"},
            .traffic = ir::Traffic::kHttp,
            .protocols = {"HTTP", "HTTPS"},
            .features = {}};
  }

  // The schema in crds/ has been checked, and its defaults are filled in.
  ir::Route Describe(const plugin::Object& object, plugin::RouteIssues& issues) const override {
    const plugin::Node spec = object.spec();
    ir::Route route;
    route.parents = plugin::DescribeParents(spec);
    route.hostnames = plugin::DescribeHostnames(spec, issues);

    const std::string_view body = spec["body"].Text();
    ir::Rule& rule = route.rules.emplace_back();
    rule.matches.emplace_back();  // every path
    rule.direct_response = ir::DirectResponse{kStatus, std::string(body)};
    if (body.size() > kMaxBytes) {  // the rule answers 500
      issues.RefuseRule(0, "spec.body", "the text has more than 4096 bytes; shorten it");
    }
    return route;
  }
};

void Register(plugin::Registrar& registrar) {
  static const TeapotRoute kind;  // registered objects live for ever
  registrar.AddRouteKind(kind);
  registrar.AddCrd(plugin::kCrds);
}

}  // namespace

MESHGATE_PLUGIN(teapotroute, 0_1_0, Register)
