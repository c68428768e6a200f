#include "core/pipeline/filters.h"

#include <string>
#include <utility>

#include "core/loader/call_plugin.h"
#include "core/status/reasons.h"

namespace meshgate::pipeline {
namespace {

Problem ToProblem(const ObjectId& id, const loader::Issue& issue) {
  if (issue.reason == loader::kPluginFailed) {
    return {&status::kRouteResolvedRefsFalsePluginFailed, issue.message};
  }
  return {&status::kRouteResolvedRefsFalseInvalidFilter,
          ToString(id) + " " + issue.field + ": " + issue.message};
}

DescribedFilter Describe(const loader::FilterKind& kind, const resource::Object& object,
                         const Options& options) {
  loader::DescribedFilter said = loader::CallDescribe(kind, object);
  if (!said.issues.empty()) return {{}, ToProblem(object.id(), said.issues.front())};
  if (said.filter.envoy_filter) {
    const std::string error =
        options.find_invalid_envoy_message(kind.spec.envoy_filter->type, *said.filter.envoy_filter);
    if (!error.empty()) {
      return {{},
              Problem{&status::kRouteResolvedRefsFalseInvalidFilter,
                      "Envoy would refuse what plugin " + kind.plugin + " makes of " +
                          ToString(object.id()) + ": " + error +
                          "; change the object, or report it to the plugin's author"}};
    }
  }
  return {std::move(said.filter), std::nullopt};
}

}  // namespace

Filters& AddFilters(engine::Engine& engine, const Inputs& inputs, const loader::Registry& registry,
                    const Options& options) {
  auto& stage = engine.AddStage<ObjectId, DescribedFilter>(
      "filters", [&](const ObjectId& id, engine::Reader& reader) -> std::optional<DescribedFilter> {
        const resource::ObjectPtr& object = *reader.Find(inputs.at(id.kind), id);
        return Describe(*registry.FindFilterKind(id.kind), *object, options);
      });
  for (const loader::FilterKind& kind : registry.filter_kinds()) {
    stage.keys_of(inputs.at(kind.kind));
  }
  return stage;
}

}  // namespace meshgate::pipeline
