#include "core/resource/document_builder.h"

#include <algorithm>

#include "absl/container/inlined_vector.h"
#include "absl/strings/str_cat.h"

namespace meshgate::resource {
namespace {

// The second field of the first key that occurs twice; nullptr when there is none.
const Field* FindDuplicate(const std::vector<Field>& fields) {
  absl::InlinedVector<const Field*, 16> sorted;
  for (const Field& field : fields) sorted.push_back(&field);
  std::sort(sorted.begin(), sorted.end(), [](const Field* a, const Field* b) {
    const int order = a->key.compare(b->key);
    return order != 0 ? order < 0 : a < b;
  });
  const auto found =
      std::adjacent_find(sorted.begin(), sorted.end(),
                         [](const Field* a, const Field* b) { return a->key == b->key; });
  return found == sorted.end() ? nullptr : found[1];
}

bool HasItems(const Value& value) {
  const Value* items = value.Find("items");
  return items != nullptr && items->type == NodeType::kList;
}

// What makes two objects one, when it occurs twice at the top.
bool BeginsAnObject(std::string_view key) {
  return key == "apiVersion" || key == "kind" || key == "metadata";
}

// "HTTPRoute" of "HTTPRouteList"; "" of "List" and of what is no list kind.
std::string_view ItemKind(std::string_view list_kind) {
  constexpr std::string_view kSuffix = "List";
  if (list_kind.size() < kSuffix.size()) return {};
  list_kind.remove_suffix(kSuffix.size());
  return list_kind;
}

}  // namespace

bool DocumentBuilder::StartDocument(Position position) {
  if (decoded_.error) return false;
  start_ = position;
  root_ = Value();
  last_ = &root_;
  nodes_ = 0;
  bytes_ = 0;
  return true;
}

bool DocumentBuilder::EndDocument() {
  if (decoded_.error) return false;
  if (root_.type == NodeType::kNull) return true;
  if (root_.type != NodeType::kMap) {
    return Fail(root_.position, "a document must be an object; write fields such as \"kind: ...\"");
  }
  if (root_.FindText("kind").ends_with("List") && HasItems(root_)) {
    return AddItems(std::move(root_));
  }
  return AddDocument(std::move(root_));
}

// The API server leaves apiVersion and kind out of the items of a typed list.
bool DocumentBuilder::AddItems(Value list) {
  const Value api_version = Value::String(std::string(list.FindText("apiVersion")));
  const Value kind = Value::String(std::string(ItemKind(list.FindText("kind"))));
  for (Value& item : list.Find("items")->items) {
    if (item.type != NodeType::kMap) {
      return Fail(item.position, "an item of a List must be an object; remove it");
    }
    if (!kind.text.empty() && item.Find("kind") == nullptr) {
      item.Set("apiVersion", api_version);
      item.Set("kind", kind);
    }
    if (!AddDocument(std::move(item))) return false;
  }
  return true;
}

bool DocumentBuilder::AddDocument(Value value) {
  const Position position = value.position;
  if (decoded_.documents.size() == budget_.documents) {
    return Fail(position,
                absl::StrCat("more than ", budget_.documents, " documents; split the file"));
  }
  decoded_.documents.push_back({std::move(value), position});
  return true;
}

bool DocumentBuilder::StartMap(Position position) { return Start(NodeType::kMap, position); }

bool DocumentBuilder::StartList(Position position) { return Start(NodeType::kList, position); }

bool DocumentBuilder::Start(NodeType type, Position position) {
  if (depth() == budget_.depth) {
    return Fail(position, absl::StrCat("nested deeper than ", budget_.depth,
                                       " levels; flatten the document"));
  }
  if (!SpendNode(position)) return false;
  Open& open = open_.emplace_back();
  open.value.type = type;
  open.value.position = position;
  return true;
}

bool DocumentBuilder::End() {
  if (decoded_.error) return false;
  Value value = std::move(open_.back().value);
  open_.pop_back();
  if (const Field* duplicate = FindDuplicate(value.fields)) {
    const bool is_next_object = open_.empty() && BeginsAnObject(duplicate->key);
    return Fail(duplicate->position,
                "key \"" + duplicate->key + "\" occurs twice in one object; " +
                    (is_next_object ? "put a line with \"---\" between two objects, or remove one"
                                    : "remove one"));
  }
  Place(std::move(value));
  return true;
}

bool DocumentBuilder::ExpectsKey() const {
  return !open_.empty() && open_.back().value.type == NodeType::kMap && !open_.back().has_key;
}

bool DocumentBuilder::Key(std::string key, Position position) {
  if (!SpendBytes(key.size(), position)) return false;
  open_.back().field.key = std::move(key);
  open_.back().field.position = position;
  open_.back().has_key = true;
  return true;
}

bool DocumentBuilder::Add(Value value) {
  if (!SpendNode(value.position) || !SpendBytes(value.text.size(), value.position)) return false;
  Place(std::move(value));
  return true;
}

void DocumentBuilder::Place(Value value) {
  if (open_.empty()) {
    root_ = std::move(value);
    last_ = &root_;
    return;
  }
  Open& parent = open_.back();
  if (parent.value.type == NodeType::kList) {
    last_ = &parent.value.items.emplace_back(std::move(value));
    return;
  }
  parent.field.value = std::move(value);
  parent.has_key = false;
  last_ = &parent.value.fields.emplace_back(std::move(parent.field)).value;
}

bool DocumentBuilder::SpendNode(Position position) {
  if (decoded_.error) return false;
  if (++nodes_ <= budget_.nodes) return true;
  return Fail(position,
              absl::StrCat("more than ", budget_.nodes, " values in one document; split it"));
}

bool DocumentBuilder::SpendBytes(size_t bytes, Position position) {
  if (decoded_.error) return false;
  bytes_ += bytes;
  if (bytes_ <= budget_.document_bytes) return true;
  return Fail(position, absl::StrCat("more than ", budget_.document_bytes,
                                     " bytes in one document; split it"));
}

bool DocumentBuilder::Fail(Position position, std::string message) {
  if (!decoded_.error) decoded_.error = DecodeError{position, std::move(message)};
  return false;
}

}  // namespace meshgate::resource
