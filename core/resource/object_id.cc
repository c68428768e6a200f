#include "core/resource/object_id.h"

namespace meshgate::resource {

std::string NamespacedName(std::string_view ns, std::string_view name) {
  std::string text(ns);
  if (!ns.empty()) text += '/';
  return text.append(name);
}

std::string ToString(const ObjectId& id) { return id.kind.kind() + " " + NamespacedName(id); }

}  // namespace meshgate::resource
