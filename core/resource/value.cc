#include "core/resource/value.h"

#include <algorithm>
#include <utility>

namespace meshgate::resource {
namespace {

Value Scalar(NodeType type, std::string text) {
  Value value;
  value.type = type;
  value.text = std::move(text);
  return value;
}

}  // namespace

Value Value::Bool(bool value) { return Scalar(NodeType::kBool, value ? "true" : "false"); }

Value Value::Integer(int64_t value) { return Scalar(NodeType::kInteger, std::to_string(value)); }

Value Value::String(std::string text) { return Scalar(NodeType::kString, std::move(text)); }

Value Value::List(std::vector<Value> items) {
  Value value;
  value.type = NodeType::kList;
  value.items = std::move(items);
  return value;
}

Value Value::Map(std::vector<Field> fields) {
  Value value;
  value.type = NodeType::kMap;
  value.fields = std::move(fields);
  return value;
}

const Value* Value::Find(std::string_view key) const {
  for (const Field& field : fields) {
    if (field.key == key) return &field.value;
  }
  return nullptr;
}

Value* Value::Find(std::string_view key) {
  return const_cast<Value*>(std::as_const(*this).Find(key));
}

std::string_view Value::FindText(std::string_view key) const {
  const Value* found = Find(key);
  if (found == nullptr || found->type != NodeType::kString) return {};
  return found->text;
}

Value& Value::Set(std::string_view key, Value value) {
  if (Value* found = Find(key)) return *found = std::move(value);
  fields.push_back({std::string(key), std::move(value), {}});
  return fields.back().value;
}

std::optional<Value> Value::Take(std::string_view key) {
  const auto found = std::find_if(fields.begin(), fields.end(),
                                  [key](const Field& field) { return field.key == key; });
  if (found == fields.end()) return std::nullopt;
  Value taken = std::move(found->value);
  fields.erase(found);
  return taken;
}

bool operator==(const Value& a, const Value& b) {
  if (a.type != b.type || a.text != b.text || a.items != b.items) return false;
  if (a.fields.size() != b.fields.size()) return false;
  return std::all_of(a.fields.begin(), a.fields.end(), [&b](const Field& field) {
    const Value* other = b.Find(field.key);
    return other != nullptr && *other == field.value;
  });
}

}  // namespace meshgate::resource
