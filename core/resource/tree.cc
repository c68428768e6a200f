#include "core/resource/tree.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

#include "absl/container/inlined_vector.h"
#include "core/base/check.h"

namespace meshgate::resource {

// Fills the records and the text of one Tree.
class TreeBuilder {
 public:
  explicit TreeBuilder(Tree& tree) : tree_(tree) {}

  void Build(const Value& value) {
    Measure(value);
    MG_CHECK(text_bytes_ <= std::numeric_limits<uint32_t>::max());
    tree_.records_.reserve(records_);
    tree_.text_.reserve(text_bytes_);
    tree_.records_.emplace_back();
    Fill(0, value);
  }

 private:
  void Measure(const Value& value) {
    ++records_;
    text_bytes_ += value.text.size();
    for (const Value& item : value.items) Measure(item);
    for (const Field& field : value.fields) {
      text_bytes_ += field.key.size();
      Measure(field.value);
    }
  }

  void Fill(uint32_t index, const Value& value) {
    switch (value.type) {
      case NodeType::kList:
        return FillList(index, value);
      case NodeType::kMap:
        return FillMap(index, value);
      default:
        SetContent(index, value.type, AppendText(value.text), value.text.size());
    }
  }

  void FillList(uint32_t index, const Value& value) {
    const uint32_t first = AppendRecords(value.items.size());
    SetContent(index, NodeType::kList, first, value.items.size());
    for (size_t i = 0; i < value.items.size(); ++i) Fill(first + i, value.items[i]);
  }

  void FillMap(uint32_t index, const Value& value) {
    const uint32_t first = AppendRecords(value.fields.size());
    SetContent(index, NodeType::kMap, first, value.fields.size());
    absl::InlinedVector<const Field*, 16> sorted;
    for (const Field& field : value.fields) sorted.push_back(&field);
    std::sort(sorted.begin(), sorted.end(),
              [](const Field* a, const Field* b) { return a->key < b->key; });
    for (size_t i = 0; i < sorted.size(); ++i) {
      const std::string& key = sorted[i]->key;
      MG_CHECK(key.size() < (1u << 24));
      tree_.records_[first + i].key_offset = AppendText(key);
      tree_.records_[first + i].key_size = key.size();
      Fill(first + i, sorted[i]->value);
    }
  }

  uint32_t AppendRecords(size_t count) {
    const uint32_t first = tree_.records_.size();
    tree_.records_.resize(first + count);
    return first;
  }

  uint32_t AppendText(const std::string& text) {
    const uint32_t offset = tree_.text_.size();
    tree_.text_ += text;
    return offset;
  }

  void SetContent(uint32_t index, NodeType type, uint32_t begin, size_t size) {
    Tree::Record& record = tree_.records_[index];
    record.type = static_cast<uint32_t>(type);
    record.begin = begin;
    record.size = size;
  }

  Tree& tree_;
  size_t records_ = 0;
  size_t text_bytes_ = 0;
};

std::shared_ptr<const Tree> Tree::Freeze(const Value& value) {
  auto tree = std::make_shared<Tree>();
  TreeBuilder(*tree).Build(value);
  return tree;
}

base::Hash128 Tree::Hash() const {
  const std::string_view records(reinterpret_cast<const char*>(records_.data()),
                                 records_.size() * sizeof(Record));
  const std::array parts = {base::HashBytes(records), base::HashBytes(text_)};
  return base::HashBytes(
      std::string_view(reinterpret_cast<const char*>(parts.data()), sizeof(parts)));
}

NodeType Node::type() const {
  return tree_ ? static_cast<NodeType>(tree_->records_[index_].type) : NodeType::kNull;
}

std::string_view Node::text() const {
  if (!tree_ || is_list() || is_map()) return {};
  const Tree::Record& record = tree_->records_[index_];
  return std::string_view(tree_->text_).substr(record.begin, record.size);
}

std::string_view Node::TextOr(std::string_view fallback) const {
  return *this && !is_list() && !is_map() ? text() : fallback;
}

int64_t Node::IntOr(int64_t fallback) const {
  if (type() != NodeType::kInteger) return fallback;
  const std::string_view digits = text();
  int64_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return error == std::errc() ? value : fallback;
}

bool Node::BoolOr(bool fallback) const {
  return type() == NodeType::kBool ? text() == "true" : fallback;
}

Node Node::operator[](std::string_view key) const {
  if (!is_map()) return Node();
  const Tree::Record& map = tree_->records_[index_];
  const Tree::Record* const begin = tree_->records_.data() + map.begin;
  const Tree::Record* const end = begin + map.size;
  const Tree::Record* const found = std::lower_bound(
      begin, end, key,
      [this](const Tree::Record& field, std::string_view k) { return tree_->key(field) < k; });
  if (found == end || tree_->key(*found) != key) return Node();
  return Node(tree_, found - tree_->records_.data());
}

size_t Node::size() const { return is_list() || is_map() ? tree_->records_[index_].size : 0; }

Node Node::item(size_t index) const {
  if (!is_list() || index >= size()) return Node();
  return Node(tree_, tree_->records_[index_].begin + index);
}

NodeRange<Node> Node::items() const {
  if (!is_list()) return {};
  const Tree::Record& record = tree_->records_[index_];
  return {tree_, record.begin, record.size};
}

NodeRange<NodeField> Node::fields() const {
  if (!is_map()) return {};
  const Tree::Record& record = tree_->records_[index_];
  return {tree_, record.begin, record.size};
}

NodeField::NodeField(const Tree* tree, uint32_t index)
    : key(tree->key(tree->records_[index])), value(tree, index) {}

Value Thaw(Node node) {
  Value value;
  value.type = node.type();
  value.text = std::string(node.text());
  for (const Node item : node.items()) value.items.push_back(Thaw(item));
  for (const auto [key, field] : node.fields()) {
    value.fields.push_back({std::string(key), Thaw(field), {}});
  }
  return value;
}

}  // namespace meshgate::resource
