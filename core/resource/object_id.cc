#include "core/resource/object_id.h"

namespace meshgate::resource {

std::string ToString(const ObjectId& id) {
  std::string text = id.kind.kind() + " ";
  if (!id.ns.empty()) text += id.ns + "/";
  return text + id.name;
}

}  // namespace meshgate::resource
