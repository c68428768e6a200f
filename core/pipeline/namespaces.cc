#include "core/pipeline/namespaces.h"

#include "core/loader/call_plugin.h"
#include "core/pipeline/fault.h"
#include "core/resource/well_known.h"

namespace meshgate::pipeline {
namespace {

ObjectId NamespaceId(const std::string& name) { return {resource::kNamespace, "", name}; }

}  // namespace

Namespaces& AddNamespaces(engine::Engine& engine, const Inputs& inputs,
                          const loader::Registry& registry) {
  ObjectInput& objects = inputs.at(resource::kNamespace);
  auto& stage = engine.AddStage<ObjectId, Namespace>(
      "namespaces", [&](const ObjectId& id, engine::Reader& reader) -> std::optional<Namespace> {
        const resource::Object& object = **reader.Find(objects, id);
        return Namespace{attach::ParseLabels(object.labels()), OwnGroup(registry, object)};
      });
  return stage.keys_of(objects), stage;
}

const attach::Labels* FindLabels(engine::Reader& reader, Namespaces& namespaces,
                                 const std::string& name) {
  const ObjectId id = NamespaceId(name);
  const Namespace* const found =
      FaultIs(Fault::kNamespaceNotReread) ? namespaces.Peek(id) : reader.Find(namespaces, id);
  return found == nullptr ? nullptr : &found->labels;
}

std::optional<std::string> OwnGroup(const loader::Registry& registry,
                                    const resource::Object& object) {
  if (registry.membership() == nullptr) return std::nullopt;
  return loader::CallMembership(*registry.membership(), object);
}

std::string ReadGroup(engine::Reader& reader, Namespaces& namespaces,
                      const loader::Registry& registry, const std::optional<std::string>& own,
                      const std::string& name) {
  if (registry.membership() == nullptr) return "";
  if (own) return *own;
  const Namespace* const found = reader.Find(namespaces, NamespaceId(name));
  if (found != nullptr && found->group) return *found->group;
  return std::string(registry.membership()->fallback());
}

}  // namespace meshgate::pipeline
