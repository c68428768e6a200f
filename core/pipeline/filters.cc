#include "core/pipeline/filters.h"

#include <iterator>
#include <string>
#include <utility>

#include "core/loader/call_plugin.h"
#include "core/pipeline/issue_text.h"
#include "core/status/reasons.h"

namespace meshgate::pipeline {
namespace {

Problem ToProblem(const ObjectId& id, const loader::Issue& issue) {
  const bool failed = issue.reason == loader::kPluginFailed;
  return {failed ? &status::kRouteResolvedRefsFalsePluginFailed
                 : &status::kRouteResolvedRefsFalseInvalidFilter,
          ToText(id, issue)};
}

const status::Reason* ReasonOf(Lead lead) {
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

DescribedFilter Unusable(const status::Reason* reason, std::string message) {
  return {{}, Problem{reason, std::move(message)}};
}

DescribedFilter Build(const loader::FilterKind& kind, const resource::Object& object,
                      const std::vector<loader::Found>& found, std::vector<loader::Issue> notes,
                      const Options& options) {
  auto built = loader::CallBuild(kind, object, found);
  if (!built.issues.empty()) return {{}, ToProblem(object.id(), built.issues.front())};
  if (built.fragment.envoy_filter) {
    const std::string error = options.find_invalid_envoy_message(kind.spec.envoy_filter->type,
                                                                 *built.fragment.envoy_filter);
    if (!error.empty()) {
      return Unusable(&status::kRouteResolvedRefsFalseInvalidFilter,
                      "Envoy would refuse what plugin " + kind.plugin + " makes of " +
                          ToString(object.id()) + ": " + error +
                          "; change the object, or report it to the plugin's author");
    }
  }
  std::move(built.notes.begin(), built.notes.end(), std::back_inserter(notes));
  return {std::move(built.fragment), std::nullopt, ToSentences(notes, object.id())};
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
        if (kind.spec.reads.empty()) return Build(kind, *object, {}, {}, options);
        const References& said = *reader.Find(references, id);
        if (!said.issues.empty()) return DescribedFilter{{}, ToProblem(id, said.issues.front())};
        const ReferenceResolver::Result result = resolver.Resolve(said, reader);
        if (result.lead != Lead::kFound) {
          return Unusable(ReasonOf(result.lead), ToString(id) + " " + result.problem);
        }
        return Build(kind, *object, result.found, said.notes, options);
      });
  for (const loader::FilterKind& kind : registry.filter_kinds()) {
    stage.keys_of(inputs.at(kind.kind));
  }
  return stage;
}

}  // namespace meshgate::pipeline
