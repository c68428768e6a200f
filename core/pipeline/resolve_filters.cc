#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "core/pipeline/header_modifier.h"
#include "core/pipeline/routes.h"
#include "core/status/reasons.h"

namespace meshgate::pipeline {
namespace {

class FilterResolver {
 public:
  // `notes` are added to.
  FilterResolver(const RoutesSources& sources, const ObjectId& route, engine::Reader& reader,
                 std::string& notes)
      : sources_(sources), route_(route), reader_(reader), notes_(notes) {}

  // Adds the filter to `out`, or says why it cannot be used.
  std::optional<Problem> Add(const ir::Reference& ref, RuleFilters& out) {
    const Kind kind = Kind::Of(ref.object.group, ref.object.kind);
    if (sources_.registry.FindFilterKind(kind) == nullptr) {
      return Problem{&status::kRouteResolvedRefsFalseInvalidKind,
                     "no loaded plugin brings the filter kind " + ToString(kind) +
                         "; load one with --plugin-dir, or correct the reference"};
    }
    // A LocalObjectReference: no grant is asked for, since no namespace is left.
    const ObjectId id{kind, route_.ns, ref.object.name};
    const DescribedFilter* const filter = reader_.Find(sources_.filters, id);
    if (filter == nullptr) {
      return Problem{&status::kRouteResolvedRefsFalseBackendNotFound,
                     ToString(id) + " does not exist; create it or correct the name"};
    }
    if (filter->unusable) return filter->unusable;
    AddNotes(filter->notes);
    return Add(kind, filter->filter, out);
  }

 private:
  // Rules may share a filter: what is said already is not said again.
  void AddNotes(const std::string& notes) {
    if (notes.empty() || notes_.find(notes) != std::string::npos) return;
    notes_ += (notes_.empty() ? "" : " ") + notes;
  }

  static std::optional<Problem> Add(Kind kind, const ir::Filter& filter, RuleFilters& out) {
    Append(filter.request_headers, out.request_headers);
    Append(filter.response_headers, out.response_headers);
    if (!out.direct_response) out.direct_response = filter.direct_response;
    if (!filter.envoy_filter) return std::nullopt;
    const bool taken =
        std::any_of(out.envoy_filters.begin(), out.envoy_filters.end(),
                    [&](const RuleFilters::EnvoyFilter& other) { return other.kind == kind; });
    if (taken) {
      return Problem{&status::kRouteResolvedRefsFalseInvalidFilter,
                     "a rule can have one filter of kind " + ToString(kind) +
                         ", since Envoy takes one configuration of it; remove the others"};
    }
    out.envoy_filters.push_back({kind, *filter.envoy_filter});
    return std::nullopt;
  }

  const RoutesSources& sources_;
  const ObjectId& route_;
  engine::Reader& reader_;
  std::string& notes_;
};

}  // namespace

void ResolveFilters(const RoutesSources& sources, const ObjectId& id, const ir::Rule& rule,
                    engine::Reader& reader, ResolvedRoute& route, ResolvedRule& out) {
  if (rule.filters.empty()) return;
  FilterResolver resolver(sources, id, reader, route.notes);
  RuleFilters filters{rule.request_headers, rule.response_headers, {}, {}};
  for (const ir::Reference& ref : rule.filters) {
    std::optional<Problem> problem = resolver.Add(ref, filters);
    if (!problem) continue;
    out.refused = true;
    route.unresolved.push_back({problem->reason, ref.field + ": " + problem->message});
  }
  if (!out.refused) out.filters = std::move(filters);
}

}  // namespace meshgate::pipeline
