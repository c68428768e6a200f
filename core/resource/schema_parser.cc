#include "core/resource/schema_parser.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include "absl/strings/numbers.h"
#include "core/base/status_macros.h"

namespace meshgate::resource {
namespace {

// A default stands in the objects that it completes, where it has no position.
void ClearPositions(Value& value) {
  value.position = {};
  for (Value& item : value.items) ClearPositions(item);
  for (Field& field : value.fields) {
    field.position = {};
    ClearPositions(field.value);
  }
}

// What the API server asks for, allowing fields without restriction: additionalProperties: true.
std::unique_ptr<SchemaNode> AnyValue() {
  auto node = std::make_unique<SchemaNode>();
  node->nullable = true;
  return node;
}

}  // namespace

absl::StatusOr<SchemaNode> ParseSchema(const Value& schema) { return SchemaParser().Parse(schema); }

absl::StatusOr<SchemaNode> SchemaParser::Parse(const Value& schema) {
  if (schema.type != NodeType::kMap) return Wrong("", "a schema must be an object");
  SchemaNode node;
  MG_RETURN_IF_ERROR(ParseNode(schema, node));
  return node;
}

absl::Status SchemaParser::ParseNode(const Value& schema, SchemaNode& node) {
  MG_RETURN_IF_ERROR(ParseType(schema, node));
  MG_RETURN_IF_ERROR(ParseFlags(schema, node));
  MG_RETURN_IF_ERROR(ParseValues(schema, node));
  MG_RETURN_IF_ERROR(ParseSizes(schema, node));
  MG_RETURN_IF_ERROR(ParseNumbers(schema, node));
  MG_RETURN_IF_ERROR(ParseFormat(schema, node));
  MG_RETURN_IF_ERROR(ParsePattern(schema, node));
  MG_RETURN_IF_ERROR(ParseChildren(schema, node));
  MG_RETURN_IF_ERROR(ParseListType(schema, node));
  return ParseAlternatives(schema, node);
}

absl::Status SchemaParser::ParseType(const Value& schema, SchemaNode& node) {
  static constexpr std::pair<std::string_view, SchemaType> kTypes[] = {
      {"boolean", SchemaType::kBoolean}, {"integer", SchemaType::kInteger},
      {"number", SchemaType::kNumber},   {"string", SchemaType::kString},
      {"array", SchemaType::kArray},     {"object", SchemaType::kObject},
  };
  bool is_int_or_string = false;
  MG_RETURN_IF_ERROR(ReadFlag(schema, "x-kubernetes-int-or-string", is_int_or_string));
  std::string type;
  MG_RETURN_IF_ERROR(ReadText(schema, "type", type));
  for (const auto& [name, value] : kTypes) {
    if (type == name) node.type = value;
  }
  if (!type.empty() && node.type == SchemaType::kAny) {
    return Wrong("type", "unknown type \"" + type +
                             "\"; write boolean, integer, number, string, array or object");
  }
  if (is_int_or_string) node.type = SchemaType::kIntOrString;
  return absl::OkStatus();
}

absl::Status SchemaParser::ParseFlags(const Value& schema, SchemaNode& node) {
  MG_RETURN_IF_ERROR(ReadFlag(schema, "nullable", node.nullable));
  MG_RETURN_IF_ERROR(ReadFlag(schema, "x-kubernetes-preserve-unknown-fields",  //
                              node.preserve_unknown_fields));
  return ReadFlag(schema, "x-kubernetes-embedded-resource", node.embedded_resource);
}

absl::Status SchemaParser::ParseValues(const Value& schema, SchemaNode& node) {
  if (const Value* value = schema.Find("default"); value && value->type != NodeType::kNull) {
    node.default_value = *value;
    ClearPositions(*node.default_value);
  }
  if (const Value* values = schema.Find("enum")) {
    if (values->type != NodeType::kList) return Wrong("enum", "must be a list");
    node.enum_values = values->items;
  }
  return ReadTexts(schema, "required", node.required);
}

absl::Status SchemaParser::ParseSizes(const Value& schema, SchemaNode& node) {
  MG_RETURN_IF_ERROR(ReadCount(schema, "minLength", node.length.min));
  MG_RETURN_IF_ERROR(ReadCount(schema, "maxLength", node.length.max));
  MG_RETURN_IF_ERROR(ReadCount(schema, "minItems", node.item_count.min));
  MG_RETURN_IF_ERROR(ReadCount(schema, "maxItems", node.item_count.max));
  MG_RETURN_IF_ERROR(ReadCount(schema, "minProperties", node.property_count.min));
  return ReadCount(schema, "maxProperties", node.property_count.max);
}

absl::Status SchemaParser::ParseNumbers(const Value& schema, SchemaNode& node) {
  NumberBounds& bounds = node.number;
  MG_RETURN_IF_ERROR(ReadNumber(schema, "minimum", bounds.min));
  MG_RETURN_IF_ERROR(ReadNumber(schema, "maximum", bounds.max));
  MG_RETURN_IF_ERROR(ReadFlag(schema, "exclusiveMinimum", bounds.exclusive_min));
  MG_RETURN_IF_ERROR(ReadFlag(schema, "exclusiveMaximum", bounds.exclusive_max));
  MG_RETURN_IF_ERROR(ReadNumber(schema, "multipleOf", bounds.multiple_of));
  if (bounds.multiple_of < 0) return Wrong("multipleOf", "must be positive");
  return absl::OkStatus();
}

// The API server ignores formats that it does not know or that are of another type.
absl::Status SchemaParser::ParseFormat(const Value& schema, SchemaNode& node) {
  std::string format;
  MG_RETURN_IF_ERROR(ReadText(schema, "format", format));
  if (node.type == SchemaType::kInteger) node.is_int32 = format == "int32";
  if (node.type == SchemaType::kNumber) node.is_float32 = format == "float";
  if (node.type == SchemaType::kString || node.type == SchemaType::kAny) {
    node.format = FindStringFormat(format);
  }
  return absl::OkStatus();
}

absl::Status SchemaParser::ParsePattern(const Value& schema, SchemaNode& node) {
  std::string text;
  MG_RETURN_IF_ERROR(ReadText(schema, "pattern", text));
  if (text.empty()) return absl::OkStatus();
  absl::StatusOr<Pattern> pattern = patterns_.Compile(text);
  if (!pattern.ok()) return Wrong("pattern", std::string(pattern.status().message()));
  node.pattern = *std::move(pattern);
  return absl::OkStatus();
}

absl::Status SchemaParser::ParseProperties(const Value& schema, SchemaNode& node) {
  const Value* properties = schema.Find("properties");
  if (properties == nullptr) return absl::OkStatus();
  if (properties->type != NodeType::kMap) return Wrong("properties", "must be an object");
  path_.PushKey("properties");
  for (const Field& field : properties->fields) {
    MG_ASSIGN_OR_RETURN(SchemaNode property, ParseAt(field.key, field.value));
    node.properties.push_back({field.key, std::move(property)});
  }
  path_.Pop();
  std::sort(node.properties.begin(), node.properties.end(),
            [](const SchemaProperty& a, const SchemaProperty& b) { return a.name < b.name; });
  return absl::OkStatus();
}

absl::Status SchemaParser::ParseChildren(const Value& schema, SchemaNode& node) {
  MG_RETURN_IF_ERROR(ParseProperties(schema, node));
  MG_RETURN_IF_ERROR(ReadSchema(schema, "items", node.items));
  const Value* additional = schema.Find("additionalProperties");
  if (additional == nullptr || additional->type != NodeType::kBool) {
    return ReadSchema(schema, "additionalProperties", node.additional_properties);
  }
  if (additional->text == "true") node.additional_properties = AnyValue();
  return absl::OkStatus();
}

absl::Status SchemaParser::ParseListType(const Value& schema, SchemaNode& node) {
  constexpr std::string_view kKey = "x-kubernetes-list-type";
  std::string type;
  MG_RETURN_IF_ERROR(ReadText(schema, kKey, type));
  MG_RETURN_IF_ERROR(ReadTexts(schema, "x-kubernetes-list-map-keys", node.list_map_keys));
  if (type == "set") {
    node.list_type = ListType::kSet;
  } else if (type == "map") {
    node.list_type = ListType::kMap;
    if (node.list_map_keys.empty()) {
      return Wrong("x-kubernetes-list-map-keys", "is missing; name the keys of the list");
    }
  } else if (!type.empty() && type != "atomic") {
    return Wrong(kKey, "unknown list type \"" + type + "\"; write atomic, set or map");
  }
  return absl::OkStatus();
}

absl::Status SchemaParser::ParseAlternatives(const Value& schema, SchemaNode& node) {
  MG_RETURN_IF_ERROR(ReadSchemas(schema, "allOf", node.all_of));
  MG_RETURN_IF_ERROR(ReadSchemas(schema, "anyOf", node.any_of));
  MG_RETURN_IF_ERROR(ReadSchemas(schema, "oneOf", node.one_of));
  return ReadSchema(schema, "not", node.not_allowed);
}

absl::Status SchemaParser::ReadText(const Value& schema, std::string_view key,
                                    std::string& target) {
  const Value* value = schema.Find(key);
  if (value == nullptr) return absl::OkStatus();
  if (value->type != NodeType::kString) return Wrong(key, "must be a string");
  target = value->text;
  return absl::OkStatus();
}

absl::Status SchemaParser::ReadTexts(const Value& schema, std::string_view key,
                                     std::vector<std::string>& target) {
  const Value* values = schema.Find(key);
  if (values == nullptr) return absl::OkStatus();
  if (values->type != NodeType::kList) return Wrong(key, "must be a list of strings");
  for (const Value& value : values->items) {
    if (value.type != NodeType::kString) return Wrong(key, "must be a list of strings");
    target.push_back(value.text);
  }
  return absl::OkStatus();
}

absl::Status SchemaParser::ReadFlag(const Value& schema, std::string_view key, bool& target) {
  const Value* value = schema.Find(key);
  if (value == nullptr) return absl::OkStatus();
  if (value->type != NodeType::kBool) return Wrong(key, "must be true or false");
  target = value->text == "true";
  return absl::OkStatus();
}

absl::Status SchemaParser::ReadCount(const Value& schema, std::string_view key, int64_t& target) {
  const Value* value = schema.Find(key);
  if (value == nullptr) return absl::OkStatus();
  if (value->type != NodeType::kInteger || !absl::SimpleAtoi(value->text, &target) || target < 0) {
    return Wrong(key, "must be an integer of 0 or more");
  }
  return absl::OkStatus();
}

absl::Status SchemaParser::ReadNumber(const Value& schema, std::string_view key, double& target) {
  const Value* value = schema.Find(key);
  if (value == nullptr) return absl::OkStatus();
  const bool is_number = value->type == NodeType::kInteger || value->type == NodeType::kNumber;
  if (!is_number || !absl::SimpleAtod(value->text, &target)) return Wrong(key, "must be a number");
  return absl::OkStatus();
}

absl::Status SchemaParser::ReadSchema(const Value& schema, std::string_view key,
                                      std::unique_ptr<SchemaNode>& target) {
  const Value* child = schema.Find(key);
  if (child == nullptr) return absl::OkStatus();
  MG_ASSIGN_OR_RETURN(SchemaNode node, ParseAt(key, *child));
  target = std::make_unique<SchemaNode>(std::move(node));
  return absl::OkStatus();
}

absl::Status SchemaParser::ReadSchemas(const Value& schema, std::string_view key,
                                       std::vector<SchemaNode>& target) {
  const Value* children = schema.Find(key);
  if (children == nullptr) return absl::OkStatus();
  if (children->type != NodeType::kList) return Wrong(key, "must be a list of schemas");
  for (const Value& child : children->items) {
    MG_ASSIGN_OR_RETURN(SchemaNode node, ParseAt(key, child));
    target.push_back(std::move(node));
  }
  return absl::OkStatus();
}

absl::StatusOr<SchemaNode> SchemaParser::ParseAt(std::string_view key, const Value& schema) {
  path_.PushKey(key);
  absl::StatusOr<SchemaNode> node = Parse(schema);
  if (node.ok()) path_.Pop();
  return node;
}

absl::Status SchemaParser::Wrong(std::string_view key, std::string_view problem) const {
  const std::string place = key.empty() ? path_.ToString() : path_.ToString(key);
  return absl::InvalidArgumentError((place.empty() ? "" : place + ": ") + std::string(problem));
}

}  // namespace meshgate::resource
