#include "core/pipeline/statuses.h"

#include <algorithm>
#include <iterator>
#include <optional>

#include "core/pipeline/capabilities.h"
#include "core/resource/well_known.h"

namespace meshgate::pipeline {
namespace {

using status::Condition;

// What infrastructure brings that is made for each Gateway.
constexpr const char* kFeaturesOfAssignment[] = {
    "GatewayAddressEmpty", "GatewayInfrastructurePropagation", "GatewayStaticAddresses"};

status::Document ClassDocument(const StatusesSources& sources, const ObjectId& id,
                               const GatewayClass& gateway_class) {
  status::GatewayClassStatus status;
  const auto& problem = gateway_class.not_accepted;
  status.conditions = {problem ? MakeCondition(*problem->reason, problem->message)
                               : MakeCondition(status::kGatewayClassAcceptedTrueAccepted,
                                               gateway_class.parameters_notes),
                       MakeCondition(status::kGatewayClassSupportedVersionTrueSupportedVersion)};
  status.supported_features = SupportedFeatures(sources.registry);
  if (sources.options.assigned_addresses) {
    auto& features = status.supported_features;
    features.insert(features.end(), std::begin(kFeaturesOfAssignment),
                    std::end(kFeaturesOfAssignment));
    std::sort(features.begin(), features.end());
  }
  return {id, gateway_class.api_version, gateway_class.generation, status};
}

// A proxy's refusal is said where the route would be accepted.
void AddBlame(const std::string& text, std::vector<Condition>& conditions) {
  for (Condition& condition : conditions) {
    if (condition.type != status::kAccepted || !IsGood(condition)) continue;
    condition = MakeCondition(status::kRouteAcceptedFalseRefusedByProxy, text);
  }
}

status::Document RouteDocument(const StatusesSources& sources, const ObjectId& id,
                               const ResolvedRoute& route, const DescribedRoute& described,
                               engine::Reader& reader) {
  status::RouteStatus status;
  const auto* const blames = reader.Find(sources.blames, id);
  for (const ParentVerdict& parent : route.parents) {
    status.parents.push_back({parent.parent, sources.options.controller_name, parent.conditions});
    if (blames == nullptr) continue;
    const auto blame = blames->find(parent.gateway);
    if (blame != blames->end()) AddBlame(blame->second, status.parents.back().conditions);
  }
  return {id, described.api_version, described.generation, status};
}

}  // namespace

Statuses& AddStatuses(engine::Engine& engine, const StatusesSources& sources) {
  auto& stage = engine.AddStage<ObjectId, status::Document>(
      "statuses",
      [sources](const ObjectId& id, engine::Reader& reader) -> std::optional<status::Document> {
        if (id.kind == resource::kGatewayClass) {
          return ClassDocument(sources, id, *reader.Find(sources.classes, id));
        }
        if (id.kind == resource::kGateway) {
          return GatewayDocument(sources, id, *reader.Find(sources.gateways, id), reader);
        }
        if (sources.registry.FindPolicyKind(id.kind) != nullptr) {
          return PolicyDocument(sources, id, *reader.Find(sources.policies, id), reader);
        }
        const ResolvedRoute& route = *reader.Find(sources.routes, id);
        return RouteDocument(sources, id, route, *reader.Find(sources.described, id), reader);
      });
  stage.keys_of(sources.classes).keys_of(sources.gateways).keys_of(sources.routes);
  return stage.keys_of(sources.policies), stage;
}

}  // namespace meshgate::pipeline
