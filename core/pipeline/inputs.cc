#include "core/pipeline/inputs.h"

#include <algorithm>
#include <utility>

#include "core/base/check.h"
#include "core/resource/well_known.h"

namespace meshgate::pipeline {

Inputs::Inputs(engine::Engine& engine, const loader::Registry& registry)
    : acks(engine.AddInput<FrontendId, base::Hash128>("acks")),
      rejections(engine.AddInput<PortId, std::string>("rejections")) {
  std::vector<Kind> kinds = {resource::kGatewayClass, resource::kGateway, resource::kReferenceGrant,
                             resource::kNamespace, resource::kService};
  for (const loader::RouteKind& kind : registry.route_kinds()) kinds.push_back(kind.kind);
  std::sort(kinds.begin(), kinds.end());
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
  if (ObjectInput* const input = Find(id.kind)) input->Put(id, std::move(object));
}

void Inputs::Erase(const ObjectId& id) const {
  if (ObjectInput* const input = Find(id.kind)) input->Erase(id);
}

}  // namespace meshgate::pipeline
