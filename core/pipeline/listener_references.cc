#include "core/pipeline/listener_references.h"

#include <optional>

namespace meshgate::pipeline {

std::vector<ObjectId> PermittedOf(const References& references) {
  std::vector<ObjectId> objects;
  for (const Reference& reference : references.references) {
    if (reference.lead == Lead::kPermitted) objects.push_back(reference.object);
  }
  return objects;
}

ListenerReferences& AddListenerReferences(engine::Engine& engine, const loader::Registry& registry,
                                          Gateways& gateways, const GrantTables& grants) {
  auto& stage = engine.AddStage<FrontendId, References>(
      "listener_references",
      [&registry, &gateways, grants](const FrontendId& id,
                                     engine::Reader& reader) -> std::optional<References> {
        const Listener& listener = *FindListener(*reader.Find(gateways, id.parent), id.section);
        const auto& reads = registry.FindListenerKind(listener.protocol.name)->spec.reads;
        return References{
            JudgeReferences(id.parent, *listener.references, reads, grants, reader), {}, {}};
      });
  stage.keys_of(gateways, [](const ObjectId& id, const Gateway& gateway) {
    std::vector<FrontendId> frontends;
    for (const Listener& listener : gateway.listeners) {
      if (listener.references) frontends.push_back({id, listener.name});
    }
    return frontends;
  });
  return stage;
}

Wanted& AddWanted(engine::Engine& engine, ListenerReferences& listeners,
                  const std::vector<ObjectReferences*>& objects) {
  auto& stage = engine.AddStage<ObjectId, IsWanted>(
      "wanted",
      [](const ObjectId&, engine::Reader&) -> std::optional<IsWanted> { return IsWanted(); });
  const auto permitted = [](const auto&, const References& cell) { return PermittedOf(cell); };
  stage.keys_of(listeners, permitted);
  for (ObjectReferences* const references : objects) stage.keys_of(*references, permitted);
  return stage;
}

}  // namespace meshgate::pipeline
