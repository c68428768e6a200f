// The filter MaintenancePage: rules that refer to it answer 503 with a page, so that a team can
// close a part of its site without touching its routes' matches and backends.
#include <string>
#include <string_view>

#include "core/plugin/plugin.h"
#include "maintenance_crds.h"

namespace {

namespace ir = meshgate::ir;
namespace plugin = meshgate::plugin;

// What the manager takes as a body; the schema counts characters.
constexpr size_t kMaxBytes = 4096;

class MaintenancePage final : public plugin::FilterKind {
 public:
  plugin::FilterKindSpec spec() const override {
    return {.group = "filters.example.com", .kind = "MaintenancePage"};
  }

  ir::Filter Build(const plugin::Object&, plugin::Node spec, plugin::ResolvedReferences,
                   plugin::Issues& issues) const override {
    const std::string_view page = spec["page"].Text();
    if (page.size() > kMaxBytes) {
      issues.Refuse("spec.page", "the page has more than 4096 bytes; shorten it");
    }
    ir::Filter filter;
    filter.direct_response = ir::DirectResponse{503, std::string(page)};
    std::string type(spec["contentType"].Text("text/plain"));
    filter.response_headers.set = {{"content-type", type + "; charset=utf-8"},
                                   {"cache-control", "no-store"}};
    if (const plugin::Node seconds = spec["retryAfterSeconds"]) {
      filter.response_headers.set.push_back({"retry-after", std::string(seconds.Text())});
    }
    return filter;
  }
};

void Register(plugin::Registrar& registrar) {
  static const MaintenancePage kind;
  registrar.AddFilterKind(kind);
  registrar.AddCrd(plugin::kCrds);
}

}  // namespace

MESHGATE_PLUGIN(maintenance, 0_1_0, Register)
