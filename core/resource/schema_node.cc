#include "core/resource/schema_node.h"

#include <algorithm>
#include <utility>

namespace meshgate::resource {
namespace {

bool IsBefore(const SchemaProperty& property, std::string_view name) {
  return property.name < name;
}

}  // namespace

const SchemaNode* SchemaNode::FindProperty(std::string_view name) const {
  const auto found = std::lower_bound(properties.begin(), properties.end(), name, IsBefore);
  if (found != properties.end() && found->name == name) return &found->node;
  return additional_properties.get();
}

void SchemaNode::SetProperty(std::string_view name, SchemaNode node) {
  const auto place = std::lower_bound(properties.begin(), properties.end(), name, IsBefore);
  if (place != properties.end() && place->name == name) {
    place->node = std::move(node);
  } else {
    properties.insert(place, {std::string(name), std::move(node)});
  }
}

}  // namespace meshgate::resource
