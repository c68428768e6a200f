#include "controllers/provider/file/implied_namespaces.h"

#include <optional>
#include <utility>

#include "core/resource/value.h"
#include "core/resource/well_known.h"

namespace meshgate::provider {
namespace {

using resource::Value;

// As admission makes it of a name. Nothing when no Namespace may have this name.
std::optional<resource::ObjectPtr> MakeNamespace(const resource::SchemaCatalog& catalog,
                                                 const std::string& name) {
  Value metadata = Value::Map();
  metadata.Set("name", Value::String(name));
  Value document = Value::Map();
  document.Set("apiVersion", Value::String("v1"));
  document.Set("kind", Value::String("Namespace"));
  document.Set("metadata", std::move(metadata));
  return catalog.Admit(std::move(document)).object;
}

}  // namespace

void ImpliedNamespaces::Added(const resource::ObjectId& id) { Count(id, 1); }

void ImpliedNamespaces::Removed(const resource::ObjectId& id) { Count(id, -1); }

void ImpliedNamespaces::Count(const resource::ObjectId& id, int change) {
  const bool is_namespace = id.kind == resource::kNamespace;
  if (!is_namespace && id.ns.empty()) return;
  const std::string& name = is_namespace ? id.name : id.ns;
  Use& use = uses_[name];
  if (is_namespace) {
    use.given = change > 0;
  } else {
    use.objects += change;
  }
  touched_.insert(name);
}

void ImpliedNamespaces::Complete(const resource::SchemaCatalog& catalog, Batch& batch) {
  for (const std::string& name : touched_) {
    Use& use = uses_[name];
    const bool implied = use.objects > 0 && !use.given;
    const resource::ObjectId id{resource::kNamespace, "", name};
    if (implied && !use.implied) {
      if (auto object = MakeNamespace(catalog, name)) {
        std::erase(batch.erased, id);  // given until now, implied from now on
        batch.put.push_back(std::move(*object));
      }
    } else if (!implied && use.implied && !use.given) {
      batch.erased.push_back(id);
    }
    use.implied = implied;
    if (use.objects == 0 && !use.given) uses_.erase(name);
  }
  touched_.clear();
}

}  // namespace meshgate::provider
