// One node of a structural schema: what the OpenAPI v3 schema of a CRD says about one field.
#ifndef MESHGATE_CORE_RESOURCE_SCHEMA_NODE_H_
#define MESHGATE_CORE_RESOURCE_SCHEMA_NODE_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
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

struct SchemaProperty;

// [thread-safe] once parsed.
struct SchemaNode {
  SchemaType type = SchemaType::kAny;
  bool nullable = false;
  std::optional<Value> default_value;  // without positions
  std::vector<Value> enum_values;      // empty: any value
  std::vector<std::string> required;
  std::vector<SchemaProperty> properties;             // sorted by name
  std::unique_ptr<SchemaNode> additional_properties;  // of a map: its values
  std::unique_ptr<SchemaNode> items;                  // of an array

  // The property of this name, else the schema of the values of a map, else nullptr.
  const SchemaNode* FindProperty(std::string_view name) const;
  // Adds a property or replaces it.
  void SetProperty(std::string_view name, SchemaNode node);
};

struct SchemaProperty {
  std::string name;
  SchemaNode node;
};

// Reads an OpenAPI v3 schema as CRDs write it (openAPIV3Schema). Keywords that only refuse values
// (patterns, bounds, formats, validation rules) are not read. InvalidArgument for what is no such
// schema. [pure]
absl::StatusOr<SchemaNode> ParseSchema(const Value& schema);

}  // namespace meshgate::resource

#endif  // MESHGATE_CORE_RESOURCE_SCHEMA_NODE_H_
