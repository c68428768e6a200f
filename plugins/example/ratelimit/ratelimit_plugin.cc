// The filter RateLimit: Envoy's local rate limit for the rules that refer to it. An example of a
// filter that has an Envoy filter do the work.
#include <chrono>
#include <optional>
#include <string>

#include "core/plugin/http/timeouts.h"
#include "core/plugin/plugin.h"
#include "ratelimit_crds.h"

namespace {

namespace ir = meshgate::ir;
namespace plugin = meshgate::plugin;

constexpr char kLocalRateLimit[] =
    "envoy.extensions.filters.http.local_ratelimit.v3.LocalRateLimit";

ir::Value Always() { return ir::ValueMap{{"default_value", ir::ValueMap{{"numerator", 100}}}}; }

class RateLimit final : public plugin::FilterKind {
 public:
  // Without a token bucket the filter limits nothing.
  plugin::FilterKindSpec spec() const override {
    return {.group = "filters.example.com",
            .kind = "RateLimit",
            .envoy_filter = ir::EnvoyMessage{kLocalRateLimit, {{"stat_prefix", "ratelimit"}}}};
  }

  ir::Filter Build(const plugin::Object&, plugin::Node spec, plugin::ResolvedReferences,
                   plugin::Issues& issues) const override {
    const auto per = plugin::http::ParseDuration(spec["per"].Text());
    if (!per || *per < std::chrono::seconds(1)) {
      issues.Refuse("spec.per", "must be a duration of a second or more; write one such as 1m");
      return {};
    }
    const ir::Value requests(spec["requests"].Int());
    const std::string interval = std::to_string(per->count() / 1000) + "s";
    const ir::ValueMap bucket = {
        {"max_tokens", requests}, {"tokens_per_fill", requests}, {"fill_interval", interval}};
    ir::Filter filter;
    filter.envoy_filter = ir::EnvoyMessage{kLocalRateLimit,
                                           {{"stat_prefix", "ratelimit"},
                                            {"token_bucket", bucket},
                                            {"filter_enabled", Always()},
                                            {"filter_enforced", Always()}}};
    return filter;
  }
};

void Register(plugin::Registrar& registrar) {
  static const RateLimit kind;
  registrar.AddFilterKind(kind);
  registrar.AddCrd(plugin::kCrds);
}

}  // namespace

MESHGATE_PLUGIN(ratelimit, 0_1_0, Register)
