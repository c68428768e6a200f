#include "core/pipeline/parameters.h"

#include <utility>

#include "core/pipeline/build_object.h"
#include "core/pipeline/issue_text.h"

namespace meshgate::pipeline {
namespace {

// "" when the reference says of its namespace what its kind demands.
std::string CheckNamespace(resource::Node ref, const loader::ParametersKind& kind) {
  const bool named = !ref["namespace"].text().empty();
  if (named == kind.spec.namespaced) return "";
  return kind.kind.kind() + (named ? " is cluster-scoped; remove the namespace"
                                   : " is namespaced; name the namespace of the object");
}

template <typename T>
void Overlay(const std::optional<T>& over, std::optional<T>& base) {
  if (over) base = over;
}

void Overlay(const ir::StringMap& over, ir::StringMap& base) {
  for (const auto& [key, value] : over) base.insert_or_assign(key, value);
}

}  // namespace

Parameters& AddParameters(engine::Engine& engine, const Inputs& inputs,
                          const loader::Registry& registry, const Options& options,
                          ObjectReferences& references) {
  const ReferenceResolver resolver(inputs, options, nullptr);
  auto& stage = engine.AddStage<ObjectId, DescribedParameters>(
      "parameters",
      [&, resolver](const ObjectId& id,
                    engine::Reader& reader) -> std::optional<DescribedParameters> {
        const loader::ParametersKind& kind = *registry.FindParametersKind(id.kind);
        const resource::ObjectPtr& object = *reader.Find(inputs.at(id.kind), id);
        auto built = BuildObject(kind, *object, references, resolver, reader);
        if (built.unusable) return DescribedParameters{{}, ToText(id, *built.unusable), ""};
        return DescribedParameters{std::move(built.fragment), "", ToSentences(built.notes, id)};
      });
  for (const loader::ParametersKind& kind : registry.parameters_kinds()) {
    stage.keys_of(inputs.at(kind.kind));
  }
  return stage;
}

ResolvedParameters ResolveParameters(resource::Node ref, const std::string& field,
                                     const std::optional<std::string>& gateway_ns,
                                     const loader::Registry& registry, Parameters& parameters,
                                     engine::Reader& reader) {
  if (!ref) return {};
  const std::string group(ref["group"].text());
  const std::string name(ref["kind"].text());
  const loader::ParametersKind* const kind = registry.FindParametersKind(Kind::Of(group, name));
  if (kind == nullptr) {
    return {{},
            field + ": no loaded plugin understands kind " + name + " of group \"" + group +
                "\"; remove the reference or load a plugin for it",
            ""};
  }
  std::string ns;
  if (gateway_ns) {
    if (kind->spec.namespaced) ns = *gateway_ns;
  } else {
    const std::string error = CheckNamespace(ref, *kind);
    if (!error.empty()) return {{}, field + ".namespace: " + error, ""};
    ns = ref["namespace"].text();
  }
  ObjectId id{kind->kind, std::move(ns), std::string(ref["name"].text())};
  const DescribedParameters* const described = reader.Find(parameters, id);
  if (described == nullptr) {
    return {
        {}, field + ": " + ToString(id) + " does not exist; create it or remove the reference", ""};
  }
  if (!described->unusable.empty()) return {{}, field + ": " + described->unusable, ""};
  return {std::move(id), {}, described->notes};
}

void Merge(const ir::InfrastructureParameters& over, ir::InfrastructureParameters& base) {
  Overlay(over.replicas, base.replicas);
  Overlay(over.service_type, base.service_type);
  Overlay(over.resources, base.resources);
  Overlay(over.service_annotations, base.service_annotations);
  Overlay(over.service_labels, base.service_labels);
  Overlay(over.load_balancer_ip, base.load_balancer_ip);
  Overlay(over.pod_annotations, base.pod_annotations);
  Overlay(over.pod_labels, base.pod_labels);
  Overlay(over.service_account_name, base.service_account_name);
  Overlay(over.fs_group, base.fs_group);
  Overlay(over.read_only_root_filesystem, base.read_only_root_filesystem);
  Overlay(over.cross_mesh, base.cross_mesh);
  Overlay(over.tags, base.tags);
}

}  // namespace meshgate::pipeline
