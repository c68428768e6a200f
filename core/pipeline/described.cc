#include "core/pipeline/described.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>

#include "core/loader/call_plugin.h"
#include "core/pipeline/namespaces.h"
#include "core/status/reasons.h"

namespace meshgate::pipeline {
namespace {

Problem ToProblem(const loader::Issue& issue) {
  const status::Reason* const reason = status::FindRouteRefusal(issue.reason);
  return {reason != nullptr ? reason : &status::kRouteAcceptedFalseUnsupportedValue,
          issue.field.empty() ? issue.message : issue.field + ": " + issue.message};
}

std::optional<Problem> First(const std::vector<loader::Issue>& issues) {
  if (issues.empty()) return std::nullopt;
  return ToProblem(issues.front());
}

// A connection has nothing that a second rule could match.
void RefuseFurtherRules(const ObjectId& id, DescribedRoute& route) {
  if (route.traffic == ir::Traffic::kHttp) return;
  for (size_t i = 1; i < route.refused_rules.size(); ++i) {
    if (route.refused_rules[i]) continue;
    route.refused_rules[i] = Problem{
        &status::kRouteAcceptedFalseUnsupportedValue,
        "spec.rules[" + std::to_string(i) + "]: a " + id.kind.kind() +
            " has one rule, which takes every connection; move the backendRefs into the first rule "
            "or the rule into a route of another listener"};
  }
}

// Nothing of a refused route is served, and a route of which no rule can be served is refused.
void SpreadRefusals(DescribedRoute& route) {
  if (route.refused) {
    for (auto& rule : route.refused_rules) rule = route.refused;
    return;
  }
  const bool all = std::all_of(route.refused_rules.begin(), route.refused_rules.end(),
                               [](const auto& rule) { return rule.has_value(); });
  if (all && !route.refused_rules.empty()) route.refused = route.refused_rules.front();
}

DescribedRoute Describe(const loader::RouteKind& kind, const resource::Object& object,
                        const loader::Registry& registry) {
  loader::DescribedRoute said = loader::CallDescribe(kind, object);
  DescribedRoute route;
  route.traffic = kind.spec.traffic;
  route.created_seconds = object.metadata().creation_seconds;
  route.generation = object.metadata().generation;
  route.api_version = object.api_version();
  route.group = OwnGroup(registry, object);
  route.refused = First(said.issues);
  // What stands in for it takes everything: other routes of the same hostname come first.
  const bool failed =
      route.refused && route.refused->reason->name == status::kRouteAcceptedFalsePluginFailed.name;
  if (failed) route.created_seconds = std::numeric_limits<int64_t>::max();
  for (const auto& issues : said.rule_issues) route.refused_rules.push_back(First(issues));
  for (const ir::Rule& rule : said.route.rules) {
    auto& ranks = route.ranks.emplace_back();
    for (const ir::HttpMatch& match : rule.matches) ranks.push_back(attach::RankOf(match));
  }
  route.route = std::move(said.route);
  RefuseFurtherRules(object.id(), route);
  SpreadRefusals(route);
  return route;
}

}  // namespace

Described& AddDescribed(engine::Engine& engine, const Inputs& inputs,
                        const loader::Registry& registry) {
  auto& stage = engine.AddStage<ObjectId, DescribedRoute>(
      "described",
      [&](const ObjectId& id, engine::Reader& reader) -> std::optional<DescribedRoute> {
        const resource::ObjectPtr& object = *reader.Find(inputs.at(id.kind), id);
        return Describe(*registry.FindRouteKind(id.kind), *object, registry);
      });
  for (const loader::RouteKind& kind : registry.route_kinds()) stage.keys_of(inputs.at(kind.kind));
  return stage;
}

}  // namespace meshgate::pipeline
