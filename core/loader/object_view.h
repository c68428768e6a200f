// A resource::Object as plugins see it. Valid while the object lives. [thread-safe]
#ifndef MESHGATE_CORE_LOADER_OBJECT_VIEW_H_
#define MESHGATE_CORE_LOADER_OBJECT_VIEW_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/plugin/node.h"
#include "core/plugin/object.h"
#include "core/resource/object.h"
#include "core/resource/tree.h"

namespace meshgate::loader {

class TreeView final : public plugin::Tree {
 public:
  explicit TreeView(const resource::Tree* tree) : tree_(tree) {}

  plugin::NodeType Type(uint32_t node) const override;
  std::string_view Text(uint32_t node) const override;
  size_t Size(uint32_t node) const override;
  uint32_t Find(uint32_t node, std::string_view key) const override;
  uint32_t First(uint32_t node) const override;
  std::string_view Key(uint32_t child) const override;

 private:
  resource::Node At(uint32_t node) const { return resource::Node(tree_, node); }

  const resource::Tree* tree_;
};

class ObjectView final : public plugin::Object {
 public:
  explicit ObjectView(const resource::Object& object)
      : object_(object), tree_(object.root().tree()) {}

  std::string_view group() const override { return object_.id().kind.group(); }
  std::string_view kind() const override { return object_.id().kind.kind(); }
  std::string_view ns() const override { return object_.id().ns; }
  std::string_view name() const override { return object_.id().name; }
  plugin::Node root() const override { return At(object_.root()); }
  // A node of the object.
  plugin::Node At(resource::Node node) const { return plugin::Node(&tree_, node.index()); }

 private:
  const resource::Object& object_;
  TreeView tree_;
};

}  // namespace meshgate::loader

#endif  // MESHGATE_CORE_LOADER_OBJECT_VIEW_H_
