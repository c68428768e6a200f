// One node of a structural schema: what the OpenAPI v3 schema of a CRD says about one field.
#ifndef MESHGATE_CORE_RESOURCE_SCHEMA_NODE_H_
#define MESHGATE_CORE_RESOURCE_SCHEMA_NODE_H_

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/resource/pattern.h"
#include "core/resource/schema_format.h"
#include "core/resource/value.h"

namespace meshgate::resource {

enum class SchemaType : uint8_t {
  kAny,
  kBoolean,
  kInteger,
  kNumber,
  kString,
  kArray,
  kObject,
  kIntOrString,
};

// x-kubernetes-list-type.
enum class ListType : uint8_t {
  kAtomic,
  kSet,  // no two items are equal
  kMap,  // no two items have equal keys
};

// How many characters, items or properties; both ends are allowed.
struct SizeBounds {
  int64_t min = 0;
  int64_t max = std::numeric_limits<int64_t>::max();
};

struct NumberBounds {
  double min = -std::numeric_limits<double>::infinity();
  double max = std::numeric_limits<double>::infinity();
  bool exclusive_min = false;
  bool exclusive_max = false;
  double multiple_of = 0;  // 0: any
};

struct SchemaProperty;

// [thread-safe] once parsed.
struct SchemaNode {
  SchemaType type = SchemaType::kAny;
  ListType list_type = ListType::kAtomic;
  bool nullable = false;
  bool preserve_unknown_fields = false;
  bool embedded_resource = false;      // an object with apiVersion, kind and metadata of its own
  std::optional<Value> default_value;  // without positions
  std::vector<Value> enum_values;      // empty: any value

  SizeBounds length;  // of a string, in code points
  SizeBounds item_count;
  SizeBounds property_count;
  NumberBounds number;
  std::optional<Pattern> pattern;
  const StringFormat* format = nullptr;  // null: none, or one that is not enforced
  bool is_int32 = false;
  bool is_float32 = false;

  std::vector<std::string> required;
  std::vector<SchemaProperty> properties;             // sorted by name
  std::unique_ptr<SchemaNode> additional_properties;  // of a map: its values
  std::unique_ptr<SchemaNode> items;                  // of an array
  std::vector<std::string> list_map_keys;             // of ListType::kMap

  // Value validation only: these neither complete a value nor say which fields are known.
  std::vector<SchemaNode> all_of;
  std::vector<SchemaNode> any_of;
  std::vector<SchemaNode> one_of;
  std::unique_ptr<SchemaNode> not_allowed;  // "not"

  // The property of this name, else the schema of the values of a map, else nullptr.
  const SchemaNode* FindProperty(std::string_view name) const;
  // Adds a property or replaces it.
  void SetProperty(std::string_view name, SchemaNode node);
};

struct SchemaProperty {
  std::string name;
  SchemaNode node;
};

}  // namespace meshgate::resource

#endif  // MESHGATE_CORE_RESOURCE_SCHEMA_NODE_H_
