#include "core/pipeline/policies.h"

#include <algorithm>
#include <utility>

#include "core/pipeline/build_object.h"
#include "core/pipeline/fault.h"
#include "core/pipeline/header_modifier.h"
#include "core/pipeline/issue_text.h"
#include "core/status/reasons.h"

namespace meshgate::pipeline {
namespace {

// "" when policies of this kind may target it.
std::string CheckKind(const loader::PolicyKind& kind, Kind target) {
  if (IsAmong(target, kind.spec.targets)) return "";
  return "a " + kind.kind.kind() + " cannot target kind " + ToString(target) + "; name a " +
         Alternatives(kind.spec.targets);
}

DescribedPolicy::Target ReadTarget(const loader::PolicyKind& kind, const std::string& ns,
                                   const ir::PolicyTarget& said) {
  const Kind target = Kind::Of(said.kind.group, said.kind.kind);
  return {{target, ns, said.name}, said.section, said.field, CheckKind(kind, target)};
}

Problem ToProblem(const loader::Issue& issue) {
  return {IsFailure(issue) ? &status::kPolicyAcceptedFalsePluginFailed
                           : &status::kPolicyAcceptedFalseInvalid,
          ToText(issue)};
}

}  // namespace

Policies& AddPolicies(engine::Engine& engine, const Inputs& inputs,
                      const loader::Registry& registry, const Options& options,
                      ObjectReferences& references, CertificateFactsTable& facts) {
  const ReferenceResolver resolver(inputs, options, &facts);
  auto& stage = engine.AddStage<ObjectId, DescribedPolicy>(
      "policies",
      [&, resolver](const ObjectId& id, engine::Reader& reader) -> std::optional<DescribedPolicy> {
        const loader::PolicyKind& kind = *registry.FindPolicyKind(id.kind);
        const resource::Object& object = **reader.Find(inputs.at(id.kind), id);
        DescribedPolicy policy;
        policy.api_version = object.api_version();
        policy.generation = object.metadata().generation;
        policy.created_seconds = object.metadata().creation_seconds;
        const loader::Targets targets = loader::CallTargets(kind, object);
        for (const ir::PolicyTarget& said : targets.fragment) {
          policy.targets.push_back(ReadTarget(kind, id.ns, said));
        }
        if (!targets.issues.empty()) {
          policy.unusable = ToProblem(targets.issues.front());
          return policy;
        }
        auto built = BuildObject(kind, object, references, resolver, reader);
        if (built.unusable) policy.unusable = ToProblem(*built.unusable);
        policy.says = std::move(built.fragment);
        policy.notes = ToSentences(built.notes);
        return policy;
      });
  for (const loader::PolicyKind& kind : registry.policy_kinds()) {
    stage.keys_of(inputs.at(kind.kind));
  }
  return stage;
}

PoliciesByPlace& AddPoliciesByPlace(Policies& policies) {
  return policies.AddIndex("by_place", [](const ObjectId& id, const DescribedPolicy& policy) {
    std::vector<PolicyPlace> places;
    if (policy.unusable) return places;
    for (const DescribedPolicy::Target& target : policy.targets) {
      if (target.problem.empty()) places.push_back({id.kind, target.object});
    }
    return places;
  });
}

PoliciesInForce& AddPoliciesInForce(engine::Engine& engine, Policies& policies,
                                    PoliciesByPlace& by_place) {
  auto& stage = engine.AddStage<PolicyPlace, InForce>(
      "policies_in_force",
      [&](const PolicyPlace& place, engine::Reader& reader) -> std::optional<InForce> {
        std::vector<std::pair<int64_t, ObjectId>> by_age;
        for (const ObjectId& id : reader.List(by_place, place)) {
          by_age.emplace_back(reader.Find(policies, id)->created_seconds, id);
        }
        std::sort(by_age.begin(), by_age.end());
        if (FaultIs(Fault::kYoungestPolicy)) std::reverse(by_age.begin(), by_age.end());
        InForce in_force;
        for (const auto& [created, id] : by_age) {
          for (const DescribedPolicy::Target& target : reader.Find(policies, id)->targets) {
            if (target.object == place.object) in_force.by_section.try_emplace(target.section, id);
          }
        }
        return in_force;
      });
  return stage.keys_of(by_place), stage;
}

ir::PolicyFragment PolicyOn(const PolicyTables& tables, const ObjectId& object,
                            const std::string& section, engine::Reader& reader) {
  ir::PolicyFragment sum;
  for (const loader::PolicyKind& kind : tables.registry.policy_kinds()) {
    const InForce* const in_force = reader.Find(tables.in_force, {kind.kind, object});
    if (in_force == nullptr) continue;
    auto found = in_force->by_section.find(section);
    if (found == in_force->by_section.end()) found = in_force->by_section.find("");
    if (found == in_force->by_section.end()) continue;
    const ir::PolicyFragment& says = reader.Find(tables.policies, found->second)->says;
    if (says.connect_timeout) sum.connect_timeout = says.connect_timeout;
    Append(says.response_headers, sum.response_headers);
  }
  return sum;
}

FrontendPolicies& AddFrontendPolicies(engine::Engine& engine, const PolicyTables& tables,
                                      Placements& placements) {
  auto& stage = engine.AddStage<FrontendId, ir::PolicyFragment>(
      "frontend_policies",
      [tables](const FrontendId& id, engine::Reader& reader) -> std::optional<ir::PolicyFragment> {
        ir::PolicyFragment policy = PolicyOn(tables, id.parent, id.section, reader);
        if (policy == ir::PolicyFragment()) return std::nullopt;
        return policy;
      });
  return stage.keys_of(placements), stage;
}

}  // namespace meshgate::pipeline
