#include "core/resource/schema_checks.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "core/resource/json.h"

namespace meshgate::resource {
namespace {

std::string_view TypeName(NodeType type) {
  switch (type) {
    case NodeType::kNull:
      return "null";
    case NodeType::kBool:
      return "boolean";
    case NodeType::kInteger:
      return "integer";
    case NodeType::kNumber:
      return "number";
    case NodeType::kString:
      return "string";
    case NodeType::kList:
      return "array";
    case NodeType::kMap:
      return "object";
  }
  return "";
}

std::string_view TypeName(SchemaType type) {
  switch (type) {
    case SchemaType::kAny:
      return "any";
    case SchemaType::kBoolean:
      return "boolean";
    case SchemaType::kInteger:
      return "integer";
    case SchemaType::kNumber:
      return "number";
    case SchemaType::kString:
      return "string";
    case SchemaType::kArray:
      return "array";
    case SchemaType::kObject:
      return "object";
    case SchemaType::kIntOrString:
      return "integer,string";
  }
  return "";
}

bool HasType(const SchemaNode& schema, NodeType type) {
  if (type == NodeType::kNull) return schema.nullable || schema.type == SchemaType::kAny;
  switch (schema.type) {
    case SchemaType::kAny:
      return true;
    case SchemaType::kNumber:
      return type == NodeType::kNumber || type == NodeType::kInteger;
    case SchemaType::kIntOrString:
      return type == NodeType::kInteger || type == NodeType::kString;
    default:
      return TypeName(schema.type) == TypeName(type);
  }
}

std::string Quote(std::string_view text) { return '"' + std::string(text) + '"'; }

}  // namespace

void CheckType(const SchemaNode& schema, const Value& value, const FieldPath& path,
               std::vector<FieldError>& errors) {
  if (HasType(schema, value.type)) return;
  std::string field = path.ToString();
  const std::string type = Quote(TypeName(value.type));
  std::string message = "Invalid value: " + type + ": " + field + " in body must be of type " +
                        std::string(TypeName(schema.type)) + ": " + type;
  errors.push_back({std::move(field), std::move(message), value.position});
}

void CheckEnum(const SchemaNode& schema, const Value& value, const FieldPath& path,
               std::vector<FieldError>& errors) {
  const std::vector<Value>& allowed = schema.enum_values;
  if (allowed.empty() || value.type == NodeType::kNull) return;
  if (std::find(allowed.begin(), allowed.end(), value) != allowed.end()) return;
  std::string message = "Unsupported value: ";
  EncodeJson(value, message);
  message += ": supported values: ";
  for (const Value& one : allowed) {
    if (&one != &allowed.front()) message += ", ";
    message += Quote(one.text);
  }
  errors.push_back({path.ToString(), std::move(message), value.position});
}

void CheckRequired(const SchemaNode& schema, const Value& value, const FieldPath& path,
                   std::vector<FieldError>& errors) {
  if (value.type != NodeType::kMap) return;
  for (const std::string& name : schema.required) {
    if (value.Find(name) == nullptr) {
      errors.push_back({path.ToString(name), "Required value", value.position});
    }
  }
}

}  // namespace meshgate::resource
