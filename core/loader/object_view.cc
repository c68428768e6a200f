#include "core/loader/object_view.h"

namespace meshgate::loader {

plugin::NodeType TreeView::Type(uint32_t node) const {
  switch (At(node).type()) {
    case resource::NodeType::kNull:
      return plugin::NodeType::kAbsent;
    case resource::NodeType::kBool:
      return plugin::NodeType::kBool;
    case resource::NodeType::kInteger:
    case resource::NodeType::kNumber:
      return plugin::NodeType::kNumber;
    case resource::NodeType::kString:
      return plugin::NodeType::kString;
    case resource::NodeType::kList:
      return plugin::NodeType::kList;
    case resource::NodeType::kMap:
      return plugin::NodeType::kMap;
  }
  return plugin::NodeType::kAbsent;
}

std::string_view TreeView::Text(uint32_t node) const { return At(node).text(); }

size_t TreeView::Size(uint32_t node) const { return At(node).size(); }

uint32_t TreeView::Find(uint32_t node, std::string_view key) const {
  const resource::Node found = At(node)[key];
  return found ? found.index() : kNone;
}

uint32_t TreeView::First(uint32_t node) const {
  const resource::Node parent = At(node);
  if (parent.size() == 0) return kNone;
  return parent.is_list() ? (*parent.items().begin()).index()
                          : (*parent.fields().begin()).value.index();
}

std::string_view TreeView::Key(uint32_t child) const {
  return resource::NodeField(tree_, child).key;
}

}  // namespace meshgate::loader
