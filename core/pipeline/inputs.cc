#include "core/pipeline/inputs.h"

#include <algorithm>
#include <utility>

#include "core/base/check.h"
#include "core/resource/well_known.h"

namespace meshgate::pipeline {

std::vector<Kind> KindsRead(const loader::Registry& registry) {
  std::vector<Kind> kinds = {resource::kGatewayClass, resource::kGateway, resource::kReferenceGrant,
                             resource::kNamespace, resource::kService};
  for (const loader::RouteKind& kind : registry.route_kinds()) kinds.push_back(kind.kind);
  for (const loader::FilterKind& kind : registry.filter_kinds()) kinds.push_back(kind.kind);
  for (const loader::ParametersKind& kind : registry.parameters_kinds()) {
    kinds.push_back(kind.kind);
  }
  for (const loader::PolicyKind& kind : registry.policy_kinds()) kinds.push_back(kind.kind);
  std::sort(kinds.begin(), kinds.end());
  return kinds;
}

std::vector<Kind> KindsReadByName(const loader::Registry& registry) {
  const std::vector<Kind> whole = KindsRead(registry);
  std::set<Kind> kinds;
  const auto add = [&](const auto& roles) {
    for (const auto& role : roles) {
      for (const ir::KindName& name : role.spec.reads) {
        const Kind kind = Kind::Of(name.group, name.kind);
        if (!std::binary_search(whole.begin(), whole.end(), kind)) kinds.insert(kind);
      }
    }
  };
  add(registry.listener_kinds());
  add(registry.filter_kinds());
  add(registry.parameters_kinds());
  add(registry.policy_kinds());
  return {kinds.begin(), kinds.end()};
}

Inputs::Inputs(engine::Engine& engine, const loader::Registry& registry)
    : absent(engine.AddInput<ObjectId, Absent>("absent")),
      last_good_certificates(
          engine.AddInput<ObjectId, certificate::KeyPair>("last_good_certificates")),
      acks(engine.AddInput<FrontendId, base::Hash128>("acks")),
      rejections(engine.AddInput<PortId, std::string>("rejections")),
      blames(engine.AddInput<ObjectId, std::map<ObjectId, std::string>>("blames")),
      addresses(engine.AddInput<ObjectId, std::vector<status::Address>>("addresses")),
      infra_problems(engine.AddInput<ObjectId, std::string>("infra_problems")) {
  std::vector<Kind> kinds = KindsRead(registry);
  for (const Kind kind : KindsReadByName(registry)) {
    kinds.push_back(kind);
    by_name_.insert(kind);
  }
  for (const Kind kind : kinds) {
    objects_[kind] = &engine.AddInput<ObjectId, resource::ObjectPtr>(ToString(kind) + " objects");
  }
}

ObjectInput* Inputs::Find(Kind kind) const {
  const auto it = objects_.find(kind);
  return it == objects_.end() ? nullptr : it->second;
}

ObjectInput& Inputs::at(Kind kind) const {
  ObjectInput* const input = Find(kind);
  MG_CHECK(input != nullptr);
  return *input;
}

std::vector<Kind> Inputs::kinds() const {
  std::vector<Kind> kinds;
  for (const auto& [kind, input] : objects_) kinds.push_back(kind);
  return kinds;
}

void Inputs::Put(resource::ObjectPtr object) const {
  const ObjectId id = object->id();
  absent.Erase(id);
  if (ObjectInput* const input = Find(id.kind)) input->Put(id, std::move(object));
}

void Inputs::Erase(const ObjectId& id) const {
  if (ObjectInput* const input = Find(id.kind)) input->Erase(id);
}

}  // namespace meshgate::pipeline
