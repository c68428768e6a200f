// Stage `namespaces`: what attachment rules need of a Namespace and no more.
#ifndef MESHGATE_CORE_PIPELINE_NAMESPACES_H_
#define MESHGATE_CORE_PIPELINE_NAMESPACES_H_

#include <optional>
#include <string>

#include "core/attach/label_selector.h"
#include "core/loader/registry.h"
#include "core/pipeline/inputs.h"

namespace meshgate::pipeline {

struct Namespace {
  attach::Labels labels;
  std::optional<std::string> group;  // what the Namespace says (Membership)
  bool operator==(const Namespace&) const = default;
};

using Namespaces = engine::Stage<ObjectId, Namespace>;

Namespaces& AddNamespaces(engine::Engine& engine, const Inputs& inputs,
                          const loader::Registry& registry);

// The labels of a Namespace; null while it is not known, so that no selector takes it. Providers
// see to it that each one exists (controllers/provider/file/implied_namespaces.h).
const attach::Labels* FindLabels(engine::Reader& reader, Namespaces& namespaces,
                                 const std::string& name);

// What an object itself says of its group; nothing without a Membership. [pure]
std::optional<std::string> OwnGroup(const loader::Registry& registry,
                                    const resource::Object& object);

// The group of an object of namespace `name` that itself says `own`; "" without a Membership.
std::string ReadGroup(engine::Reader& reader, Namespaces& namespaces,
                      const loader::Registry& registry, const std::optional<std::string>& own,
                      const std::string& name);

}  // namespace meshgate::pipeline

#endif  // MESHGATE_CORE_PIPELINE_NAMESPACES_H_
