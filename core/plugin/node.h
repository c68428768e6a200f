// How a plugin reads an object's fields.
//
// The host owns the tree and implements Tree; a plugin holds Nodes, two words wide, valid while the
// call that handed them out runs. A field that is absent or null is a false Node, and reading below
// it gives false Nodes: object.spec()["rules"] never fails. [thread-safe: trees are immutable]
#ifndef MESHGATE_CORE_PLUGIN_NODE_H_
#define MESHGATE_CORE_PLUGIN_NODE_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace meshgate::plugin {

enum class NodeType : uint8_t { kAbsent, kBool, kNumber, kString, kList, kMap };

// Implemented by the host. `node` is an index that the host handed out; kNone is no node. The
// children of a node have consecutive indices.
class Tree {
 public:
  static constexpr uint32_t kNone = UINT32_MAX;
  virtual NodeType Type(uint32_t node) const = 0;
  virtual std::string_view Text(uint32_t node) const = 0;                // scalars, as written
  virtual size_t Size(uint32_t node) const = 0;                          // items or fields
  virtual uint32_t Find(uint32_t node, std::string_view key) const = 0;  // of a map
  virtual uint32_t First(uint32_t node) const = 0;                       // first of Size() children
  virtual std::string_view Key(uint32_t child) const = 0;                // the key of a field value

 protected:
  ~Tree() = default;
};

class Node {
 public:
  Node() = default;
  Node(const Tree* tree, uint32_t index) : tree_(tree), index_(index) {}

  explicit operator bool() const { return index_ != Tree::kNone; }
  NodeType type() const { return *this ? tree_->Type(index_) : NodeType::kAbsent; }
  size_t size() const { return *this ? tree_->Size(index_) : 0; }
  Node operator[](std::string_view key) const {
    return *this ? Node(tree_, tree_->Find(index_, key)) : Node();
  }

  std::string_view Text(std::string_view fallback = "") const {
    return *this ? tree_->Text(index_) : fallback;
  }
  // Schemas have bounded every number a plugin reads; what does not parse gives the fallback.
  int64_t Int(int64_t fallback = 0) const;
  bool Bool(bool fallback = false) const { return *this ? Text() == "true" : fallback; }

  // for (Node item : list) and, for a map, for (Node value : map) with value.key().
  class Iterator {
   public:
    Iterator(const Tree* tree, uint32_t index) : tree_(tree), index_(index) {}
    Node operator*() const {
      return tree_->Type(index_) == NodeType::kAbsent ? Node() : Node(tree_, index_);
    }
    Iterator& operator++() {
      ++index_;
      return *this;
    }
    bool operator!=(const Iterator& other) const { return index_ != other.index_; }

   private:
    const Tree* tree_;
    uint32_t index_;
  };
  Iterator begin() const { return Iterator(tree_, first()); }
  Iterator end() const { return Iterator(tree_, first() + static_cast<uint32_t>(size())); }
  std::string_view key() const { return *this ? tree_->Key(index_) : std::string_view(); }

 private:
  uint32_t first() const { return size() == 0 ? 0 : tree_->First(index_); }

  const Tree* tree_ = nullptr;
  uint32_t index_ = Tree::kNone;
};

inline int64_t Node::Int(int64_t fallback) const {
  const std::string_view text = Text();
  const bool negative = !text.empty() && text[0] == '-';
  int64_t value = 0;
  if (text.size() == (negative ? 1u : 0u) || text.size() > 18) return fallback;
  for (const char c : text.substr(negative ? 1 : 0)) {
    if (c < '0' || c > '9') return fallback;
    value = value * 10 + (c - '0');
  }
  return negative ? -value : value;
}

}  // namespace meshgate::plugin

#endif  // MESHGATE_CORE_PLUGIN_NODE_H_
