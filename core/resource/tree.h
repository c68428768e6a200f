// An immutable, compact tree of JSON values and the handle to its nodes.
#ifndef MESHGATE_CORE_RESOURCE_TREE_H_
#define MESHGATE_CORE_RESOURCE_TREE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/hash.h"
#include "core/resource/value.h"

namespace meshgate::resource {

class Tree;
struct NodeField;
template <typename T>
class NodeRange;

// A handle to one node of a Tree: two words, copied freely, valid while the Tree lives. A missing
// node is a valid handle that is false and empty, so n["spec"]["rules"] never fails. [thread-safe]
class Node {
 public:
  Node() = default;
  Node(const Tree* tree, uint32_t index) : tree_(tree), index_(index) {}

  // Present; a null counts as absent.
  explicit operator bool() const { return type() != NodeType::kNull; }
  NodeType type() const;  // kNull when absent
  bool is_string() const { return type() == NodeType::kString; }
  bool is_list() const { return type() == NodeType::kList; }
  bool is_map() const { return type() == NodeType::kMap; }

  // The text of a scalar of any type; "" when absent or no scalar.
  std::string_view text() const;
  std::string_view TextOr(std::string_view fallback) const;
  // The fallback when absent, of another type, or beyond 64 bits.
  int64_t IntOr(int64_t fallback) const;
  bool BoolOr(bool fallback) const;

  // A field of a map; absent when this is no map.
  Node operator[](std::string_view key) const;
  // The number of items of a list or fields of a map; else 0.
  size_t size() const;
  // An item of a list; absent when this is no list or the index is beyond its end.
  Node item(size_t index) const;

  // for (Node item : node.items()); empty when this is no list.
  NodeRange<Node> items() const;
  // for (auto [key, value] : node.fields()), in byte order of the keys; empty when this is no map.
  NodeRange<NodeField> fields() const;

  // For adapters that wrap nodes behind an interface.
  const Tree* tree() const { return tree_; }
  uint32_t index() const { return index_; }

 private:
  const Tree* tree_ = nullptr;
  uint32_t index_ = 0;
};

// One buffer of text and one array of 16-byte records. The children of a node lie side by side, and
// the fields of a map are sorted by key: trees of equal values have equal bytes. [thread-safe]
class Tree {
 public:
  // Copies `value`; its texts must add up to less than 4 GiB and no key may reach 16 MiB (the
  // codecs' budgets are far below). Depth is bounded by the codecs too: this recurses. [pure]
  static std::shared_ptr<const Tree> Freeze(const Value& value);

  Tree() = default;
  Tree(const Tree&) = delete;

  Node root() const { return Node(this, 0); }
  // A hash of the content: equal for equal values, whatever the order of their fields.
  base::Hash128 Hash() const;

 private:
  friend class Node;
  friend struct NodeField;
  friend class TreeBuilder;

  struct Record {
    uint32_t key_offset = 0;
    uint32_t key_size : 24 = 0;
    uint32_t type : 8 = 0;
    uint32_t begin = 0;  // scalar: offset of the text; list and map: index of the first child
    uint32_t size = 0;   // scalar: bytes of the text; list and map: number of children
  };
  static_assert(sizeof(Record) == 16);

  std::string_view key(const Record& record) const {
    return std::string_view(text_).substr(record.key_offset, record.key_size);
  }

  std::vector<Record> records_;
  std::string text_;
};

// One field of a map: for (auto [key, value] : node.fields()).
struct NodeField {
  NodeField(const Tree* tree, uint32_t index);

  std::string_view key;
  Node value;
};

// The children of a list (T = Node) or of a map (T = NodeField).
template <typename T>
class NodeRange {
 public:
  class Iterator {
   public:
    Iterator(const Tree* tree, uint32_t index) : tree_(tree), index_(index) {}
    T operator*() const { return T(tree_, index_); }
    Iterator& operator++() {
      ++index_;
      return *this;
    }
    friend bool operator==(const Iterator&, const Iterator&) = default;

   private:
    const Tree* tree_;
    uint32_t index_;
  };

  NodeRange() = default;
  NodeRange(const Tree* tree, uint32_t begin, uint32_t size)
      : tree_(tree), begin_(begin), size_(size) {}
  Iterator begin() const { return Iterator(tree_, begin_); }
  Iterator end() const { return Iterator(tree_, begin_ + size_); }

 private:
  const Tree* tree_ = nullptr;
  uint32_t begin_ = 0;
  uint32_t size_ = 0;
};

// A mutable copy of a node and all below it; null when absent. [pure]
Value Thaw(Node node);

}  // namespace meshgate::resource

#endif  // MESHGATE_CORE_RESOURCE_TREE_H_
