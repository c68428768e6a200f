#include <cstddef>
#include <map>
#include <string>
#include <utility>

#include "core/resource/json.h"
#include "core/resource/schema_checks.h"
#include "core/resource/schema_messages.h"
#include "core/resource/tree.h"

namespace meshgate::resource {
namespace {

// Equal for equal values, whatever the order of their fields.
std::string CanonicalText(const Value& value) {
  std::string text;
  if (value.type == NodeType::kMap || value.type == NodeType::kList) {
    EncodeJson(Tree::Freeze(value)->root(), text);
  } else {
    EncodeJson(value, text);
  }
  return text;
}

// The keys that an item has; an item without any is told from others by that.
Value KeysOf(const SchemaNode& schema, const Value& item) {
  Value keys = Value::Map();
  for (const std::string& name : schema.list_map_keys) {
    if (const Value* key = item.Find(name)) keys.fields.push_back({name, *key, {}});
  }
  return keys;
}

// Each value is told once, where it stands for the second time.
class Duplicates {
 public:
  bool IsSecond(const std::string& text) { return ++seen_[text] == 2; }

 private:
  std::map<std::string, int> seen_;
};

void CheckDuplicates(const SchemaNode& schema, const Value& list, FieldPath path,
                     std::vector<FieldError>& errors) {
  Duplicates duplicates;
  for (size_t i = 0; i < list.items.size(); ++i) {
    const Value& item = list.items[i];
    const std::string text =
        CanonicalText(schema.list_type == ListType::kMap ? KeysOf(schema, item) : item);
    if (!duplicates.IsSecond(text)) continue;
    path.PushIndex(i);
    errors.push_back({path.ToString(), "Duplicate value: " + Cut(text), item.position});
    path.Pop();
  }
}

// Whether the list has items that have no keys because they are no objects.
bool HasItemWithoutKeys(const Value& list, FieldPath path, std::vector<FieldError>& errors) {
  for (size_t i = 0; i < list.items.size(); ++i) {
    const Value& item = list.items[i];
    if (item.type == NodeType::kMap || item.type == NodeType::kNull) continue;
    path.PushIndex(i);
    errors.push_back(
        {path.ToString(),
         "Invalid value: " + Quote(item) + ": must be an object for an array of list-type map",
         item.position});
    return true;
  }
  return false;
}

}  // namespace

void CheckList(const SchemaNode& schema, const Value& value, const FieldPath& path,
               std::vector<FieldError>& errors) {
  if (value.type != NodeType::kList) return;
  const auto count = static_cast<int64_t>(value.items.size());
  if (count < schema.item_count.min) {
    errors.push_back(
        InvalidInBody(path, value.position, std::to_string(count),
                      "should have at least " + std::to_string(schema.item_count.min) + " items"));
  }
  if (count > schema.item_count.max) {
    errors.push_back(TooMany(path, value.position, value.items.size(), schema.item_count.max));
  }
  if (schema.list_type == ListType::kAtomic) return;
  if (schema.list_type == ListType::kMap && HasItemWithoutKeys(value, path, errors)) return;
  CheckDuplicates(schema, value, path, errors);
}

}  // namespace meshgate::resource
