// A mutable tree of JSON values: what a codec makes, what a schema completes and checks, and what
// is then frozen into a Tree.
#ifndef MESHGATE_CORE_RESOURCE_VALUE_H_
#define MESHGATE_CORE_RESOURCE_VALUE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace meshgate::resource {

// A place in a source text, 1-based; columns count bytes. 0 = unknown.
struct Position {
  int line = 0;
  int column = 0;

  friend bool operator==(const Position&, const Position&) = default;
};

enum class NodeType : uint8_t { kNull, kBool, kInteger, kNumber, kString, kList, kMap };

struct Field;

// Shapes: a scalar has only `text` (kBool: "true" or "false"; kInteger: decimal digits of
// 64 bits; kNumber: a JSON number), a list only `items`, a map only `fields`, in the order
// given and without duplicates. [pure]
struct Value {
  NodeType type = NodeType::kNull;
  std::string text;
  std::vector<Value> items;
  std::vector<Field> fields;
  Position position;

  static Value Bool(bool value);
  static Value Integer(int64_t value);
  static Value String(std::string text);
  static Value List(std::vector<Value> items = {});
  static Value Map(std::vector<Field> fields = {});

  // The field of a map; nullptr when absent or when this is no map.
  const Value* Find(std::string_view key) const;
  Value* Find(std::string_view key);
  // The text of a string field; "" when absent or no string.
  std::string_view FindText(std::string_view key) const;
  // Adds the field of a map, or replaces its value. Returns the value in place.
  Value& Set(std::string_view key, Value value);
  // Removes the field of a map and returns its value; nothing when absent.
  std::optional<Value> Take(std::string_view key);
};

struct Field {
  std::string key;
  Value value;
  Position position;  // of the key
};

// Equal type, text, items and fields in any order; positions do not count. [pure]
bool operator==(const Value& a, const Value& b);

}  // namespace meshgate::resource

#endif  // MESHGATE_CORE_RESOURCE_VALUE_H_
