// Has Envoy's buffer filter do the work, and does what spec.wish asks for against the rules.
#include <stdexcept>
#include <string>
#include <string_view>

#include "core/plugin/plugin.h"
#include "medlar_crds.h"

namespace {

namespace ir = meshgate::ir;
namespace plugin = meshgate::plugin;

ir::EnvoyMessage PerRoute(ir::ValueMap buffer) {
  return {"envoy.extensions.filters.http.buffer.v3.BufferPerRoute", {{"buffer", buffer}}};
}

ir::Value Nested(int depth) {
  return depth == 0 ? ir::Value(1) : ir::Value(ir::ValueList{Nested(depth - 1)});
}

class BufferFilter final : public plugin::FilterKind {
 public:
  plugin::FilterKindSpec spec() const override {
    return {.group = "test.example.com",
            .kind = "BufferFilter",
            .envoy_filter = ir::EnvoyMessage{"envoy.extensions.filters.http.buffer.v3.Buffer",
                                             {{"max_request_bytes", 1}}}};
  }

  ir::Filter Build(const plugin::Object&, plugin::Node spec, plugin::ResolvedReferences,
                   plugin::Issues&) const override {
    const std::string_view wish = spec["wish"].Text();
    if (wish == "throw") throw std::runtime_error("index 7 of 3");
    ir::Filter filter;
    filter.envoy_filter = PerRoute({{"max_request_bytes", spec["bytes"].Int()}});
    if (wish == "zero") filter.envoy_filter = PerRoute({{"max_request_bytes", 0}});
    if (wish == "no field") filter.envoy_filter = PerRoute({{"no_such_field", 1}});
    if (wish == "no type") filter.envoy_filter->type = "example.NoSuchMessage";
    if (wish == "other type") filter.envoy_filter = this->spec().envoy_filter;
    if (wish == "a name twice") filter.envoy_filter = PerRoute({{"a", 1}, {"a", 2}});
    if (wish == "deep") filter.envoy_filter = PerRoute({{"a", Nested(40)}});
    if (wish == "long") filter.envoy_filter = PerRoute({{"a", std::string(4097, 'a')}});
    if (wish == "wide") filter.envoy_filter = PerRoute({{"a", ir::ValueList(2000, 1)}});
    return filter;
  }
};

void Register(plugin::Registrar& registrar) {
  static const BufferFilter kind;
  registrar.AddFilterKind(kind);
  registrar.AddCrd(plugin::kCrds);
}

}  // namespace

MESHGATE_PLUGIN(medlar, 0_1_0, Register)
