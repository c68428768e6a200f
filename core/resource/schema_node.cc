#include "core/resource/schema_node.h"

#include <algorithm>
#include <utility>

#include "absl/status/status.h"
#include "core/base/status_macros.h"

namespace meshgate::resource {
namespace {

absl::StatusOr<SchemaType> ParseType(const Value& schema) {
  static constexpr std::pair<std::string_view, SchemaType> kTypes[] = {
      {"boolean", SchemaType::kBoolean}, {"integer", SchemaType::kInteger},
      {"number", SchemaType::kNumber},   {"string", SchemaType::kString},
      {"array", SchemaType::kArray},     {"object", SchemaType::kObject},
  };
  const Value* int_or_string = schema.Find("x-kubernetes-int-or-string");
  if (int_or_string != nullptr && int_or_string->text == "true") return SchemaType::kIntOrString;
  const Value* type = schema.Find("type");
  if (type == nullptr) return SchemaType::kAny;
  for (const auto& [name, value] : kTypes) {
    if (type->text == name) return value;
  }
  return absl::InvalidArgumentError("unknown type \"" + type->text +
                                    "\"; write boolean, integer, number, string, array or object");
}

// A default stands in the objects that it completes, where it has no position.
void ClearPositions(Value& value) {
  value.position = {};
  for (Value& item : value.items) ClearPositions(item);
  for (Field& field : value.fields) {
    field.position = {};
    ClearPositions(field.value);
  }
}

absl::StatusOr<std::unique_ptr<SchemaNode>> ParseChild(const Value& schema, std::string_view key) {
  const Value* child = schema.Find(key);
  if (child == nullptr || child->type == NodeType::kBool) return nullptr;
  MG_ASSIGN_OR_RETURN(SchemaNode node, ParseSchema(*child));
  return std::make_unique<SchemaNode>(std::move(node));
}

absl::Status ParseProperties(const Value& properties, SchemaNode& node) {
  for (const Field& field : properties.fields) {
    MG_ASSIGN_OR_RETURN(SchemaNode property, ParseSchema(field.value));
    node.properties.push_back({field.key, std::move(property)});
  }
  std::sort(node.properties.begin(), node.properties.end(),
            [](const SchemaProperty& a, const SchemaProperty& b) { return a.name < b.name; });
  return absl::OkStatus();
}

}  // namespace

const SchemaNode* SchemaNode::FindProperty(std::string_view name) const {
  const auto found = std::lower_bound(
      properties.begin(), properties.end(), name,
      [](const SchemaProperty& property, std::string_view key) { return property.name < key; });
  if (found != properties.end() && found->name == name) return &found->node;
  return additional_properties.get();
}

void SchemaNode::SetProperty(std::string_view name, SchemaNode node) {
  const auto place = std::lower_bound(
      properties.begin(), properties.end(), name,
      [](const SchemaProperty& property, std::string_view key) { return property.name < key; });
  if (place != properties.end() && place->name == name) {
    place->node = std::move(node);
  } else {
    properties.insert(place, {std::string(name), std::move(node)});
  }
}

absl::StatusOr<SchemaNode> ParseSchema(const Value& schema) {
  if (schema.type != NodeType::kMap) {
    return absl::InvalidArgumentError("a schema must be an object");
  }
  SchemaNode node;
  MG_ASSIGN_OR_RETURN(node.type, ParseType(schema));
  const Value* nullable = schema.Find("nullable");
  node.nullable = nullable != nullptr && nullable->text == "true";
  if (const Value* value = schema.Find("default"); value && value->type != NodeType::kNull) {
    node.default_value = *value;
    ClearPositions(*node.default_value);
  }
  if (const Value* values = schema.Find("enum")) node.enum_values = values->items;
  if (const Value* required = schema.Find("required")) {
    for (const Value& name : required->items) node.required.push_back(name.text);
  }
  if (const Value* properties = schema.Find("properties")) {
    MG_RETURN_IF_ERROR(ParseProperties(*properties, node));
  }
  MG_ASSIGN_OR_RETURN(node.additional_properties, ParseChild(schema, "additionalProperties"));
  MG_ASSIGN_OR_RETURN(node.items, ParseChild(schema, "items"));
  return node;
}

}  // namespace meshgate::resource
