#include "core/pipeline/filters.h"

#include <string>
#include <utility>

#include "core/pipeline/build_object.h"
#include "core/pipeline/issue_text.h"
#include "core/status/reasons.h"

namespace meshgate::pipeline {
namespace {

const status::Reason* ReasonOf(Lead lead, const loader::Issue& issue) {
  if (IsFailure(issue)) return &status::kRouteResolvedRefsFalsePluginFailed;
  switch (lead) {
    case Lead::kNotPermitted:
      return &status::kRouteResolvedRefsFalseRefNotPermitted;
    case Lead::kUnsupportedKind:
      return &status::kRouteResolvedRefsFalseInvalidKind;
    case Lead::kMissing:
    case Lead::kPending:
      return &status::kRouteResolvedRefsFalseBackendNotFound;
    default:
      return &status::kRouteResolvedRefsFalseInvalidFilter;
  }
}

// What Envoy would refuse of it.
std::optional<Problem> CheckMessage(const loader::FilterKind& kind, const ObjectId& id,
                                    const ir::Filter& filter, const Options& options) {
  if (!filter.envoy_filter) return std::nullopt;
  const std::string error =
      options.find_invalid_envoy_message(kind.spec.envoy_filter->type, *filter.envoy_filter);
  if (error.empty()) return std::nullopt;
  return Problem{&status::kRouteResolvedRefsFalseInvalidFilter,
                 "Envoy would refuse what plugin " + kind.plugin + " makes of " + ToString(id) +
                     ": " + error + "; change the object, or report it to the plugin's author"};
}

}  // namespace

Filters& AddFilters(engine::Engine& engine, const Inputs& inputs, const loader::Registry& registry,
                    const Options& options, ObjectReferences& references,
                    CertificateFactsTable& facts) {
  const ReferenceResolver resolver(inputs, options, &facts);
  auto& stage = engine.AddStage<ObjectId, DescribedFilter>(
      "filters",
      [&, resolver](const ObjectId& id, engine::Reader& reader) -> std::optional<DescribedFilter> {
        const loader::FilterKind& kind = *registry.FindFilterKind(id.kind);
        const resource::ObjectPtr& object = *reader.Find(inputs.at(id.kind), id);
        auto built = BuildObject(kind, *object, references, resolver, reader);
        if (built.unusable) {
          return DescribedFilter{
              {}, Problem{ReasonOf(built.lead, *built.unusable), ToText(id, *built.unusable)}};
        }
        std::optional<Problem> refused = CheckMessage(kind, id, built.fragment, options);
        if (refused) return DescribedFilter{{}, std::move(refused)};
        return DescribedFilter{std::move(built.fragment), {}, ToSentences(built.notes, id)};
      });
  for (const loader::FilterKind& kind : registry.filter_kinds()) {
    stage.keys_of(inputs.at(kind.kind));
  }
  return stage;
}

}  // namespace meshgate::pipeline
