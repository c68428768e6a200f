#include "core/pipeline/resolving.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "core/pipeline/issue_text.h"
#include "core/resource/well_known.h"

namespace meshgate::pipeline {
namespace {

// Of the cluster's operator: nobody else may write one.
bool IsClusterScoped(const ObjectId& id) { return id.ns.empty(); }

void Judge(const ObjectId& from, const std::vector<ir::KindName>& reads, const GrantTables& grants,
           engine::Reader& reader, Reference& reference) {
  const Kind kind = reference.object.kind;
  if (!IsAmong(kind, reads)) {
    reference.lead = Lead::kUnsupportedKind;
    reference.problem =
        "kind " + ToString(kind) + " is not supported; name a " + Alternatives(reads);
  } else if (!IsClusterScoped(from) && !IsPermitted(reader, grants.grants, grants.by_namespaces,
                                                    from, reference.object)) {
    reference.lead = Lead::kNotPermitted;
    reference.problem = "no ReferenceGrant in namespace \"" + reference.object.ns + "\" permits " +
                        Plural(from.kind) + " of namespace \"" + from.ns + "\" to refer to " +
                        ToString(reference.object) + "; create one, or copy the " + kind.kind();
  }
}

// `find` gives the kind of an object's plugin.
template <typename Kinds, typename Find>
ObjectReferences& AddObjectReferences(engine::Engine& engine, const char* name,
                                      const Inputs& inputs, const Kinds& kinds, Find find,
                                      const GrantTables& grants) {
  auto& stage = engine.AddStage<ObjectId, References>(
      name,
      [&inputs, find, grants](const ObjectId& id,
                              engine::Reader& reader) -> std::optional<References> {
        const auto& kind = *find(id.kind);
        const resource::ObjectPtr& object = *reader.Find(inputs.at(id.kind), id);
        loader::References said = loader::CallReferences(kind, *object);
        return References{JudgeReferences(id, said.fragment, kind.spec.reads, grants, reader),
                          std::move(said.issues), std::move(said.notes)};
      });
  for (const auto& kind : kinds) {
    if (!kind.spec.reads.empty()) stage.keys_of(inputs.at(kind.kind));
  }
  return stage;
}

}  // namespace

bool IsAmong(Kind kind, const std::vector<ir::KindName>& names) {
  return std::any_of(names.begin(), names.end(), [&](const ir::KindName& name) {
    return Kind::Of(name.group, name.kind) == kind;
  });
}

std::string Alternatives(const std::vector<ir::KindName>& names) {
  std::string text;
  for (const ir::KindName& name : names) {
    const Kind kind = Kind::Of(name.group, name.kind);
    text += (text.empty() ? "" : " or ") + ToString(kind);
    if (kind == resource::kSecret) text += " of type kubernetes.io/tls";
  }
  return text;
}

std::vector<Reference> JudgeReferences(const ObjectId& from,
                                       const std::vector<ir::Reference>& said,
                                       const std::vector<ir::KindName>& reads,
                                       const GrantTables& grants, engine::Reader& reader) {
  std::vector<Reference> references;
  for (const ir::Reference& each : said) {
    Reference& reference = references.emplace_back();
    reference.field = each.field;
    reference.object = {Kind::Of(each.object.group, each.object.kind),
                        each.object.ns.empty() ? from.ns : each.object.ns, each.object.name};
    Judge(from, reads, grants, reader, reference);
  }
  return references;
}

ObjectReferences& AddFilterReferences(engine::Engine& engine, const Inputs& inputs,
                                      const loader::Registry& registry,
                                      const GrantTables& grants) {
  return AddObjectReferences(
      engine, "filter_references", inputs, registry.filter_kinds(),
      [&registry](Kind kind) { return registry.FindFilterKind(kind); }, grants);
}

ObjectReferences& AddParametersReferences(engine::Engine& engine, const Inputs& inputs,
                                          const loader::Registry& registry,
                                          const GrantTables& grants) {
  return AddObjectReferences(
      engine, "parameters_references", inputs, registry.parameters_kinds(),
      [&registry](Kind kind) { return registry.FindParametersKind(kind); }, grants);
}

ObjectReferences& AddPolicyReferences(engine::Engine& engine, const Inputs& inputs,
                                      const loader::Registry& registry,
                                      const GrantTables& grants) {
  return AddObjectReferences(
      engine, "policy_references", inputs, registry.policy_kinds(),
      [&registry](Kind kind) { return registry.FindPolicyKind(kind); }, grants);
}

ReferenceResolver::Result ReferenceResolver::Resolve(const References& references,
                                                     engine::Reader& reader) const {
  Result result;
  for (const Reference& reference : references.references) {
    std::string problem;
    result.lead = Follow(reference, reader, result.found.emplace_back(), problem);
    if (result.lead == Lead::kFound) continue;
    result.problem = {std::string(loader::kInvalid), reference.field, std::move(problem)};
    return result;
  }
  return result;
}

Lead ReferenceResolver::Follow(const Reference& reference, engine::Reader& reader,
                               loader::Found& found, std::string& problem) const {
  problem = reference.problem;
  if (reference.lead != Lead::kPermitted) return reference.lead;
  const ObjectId& id = reference.object;
  if (id.kind == resource::kSecret) {
    const CertificateFacts& facts = *reader.Find(*facts_, id);
    found.certificate = facts.usable;
    if (facts.problem) problem = facts.problem->message;
    if (facts.usable) return Lead::kFound;
    const bool pending = facts.problem->reason->status == status::ConditionStatus::kUnknown;
    return pending ? Lead::kPending : Lead::kUnusable;
  }
  if (const resource::ObjectPtr* const object = reader.Find(inputs_.at(id.kind), id)) {
    found.object = &**object;
    return Lead::kFound;
  }
  const bool by_name = options_.reads_by_name && inputs_.is_read_by_name(id.kind);
  if (by_name && reader.Find(inputs_.absent, id) == nullptr) {
    problem = ToString(id) + " has not been read yet";
    return Lead::kPending;
  }
  problem = ToString(id) + " does not exist; create it or correct the name";
  return Lead::kMissing;
}

}  // namespace meshgate::pipeline
