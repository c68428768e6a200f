#include "core/resource/schema_checks.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "core/resource/schema_messages.h"

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

std::string_view TypeName(const SchemaNode& schema) {
  switch (schema.type) {
    case SchemaType::kAny:
      return schema.format ? schema.format->name : "any";
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
      // A format alone asks for a string; the API server lets lists pass too.
      return !schema.format || type == NodeType::kString || type == NodeType::kList;
    case SchemaType::kNumber:
      return type == NodeType::kNumber || type == NodeType::kInteger;
    case SchemaType::kIntOrString:
      return type == NodeType::kInteger || type == NodeType::kString;
    default:
      return TypeName(schema) == TypeName(type);
  }
}

bool IsNumber(const Value& value) {
  return value.type == NodeType::kInteger || value.type == NodeType::kNumber;
}

// 1 and 1.0 are the same value; null is never among the allowed ones.
bool IsOneOf(const std::vector<Value>& allowed, const Value& value) {
  if (value.type == NodeType::kNull) return false;
  return std::any_of(allowed.begin(), allowed.end(), [&](const Value& one) {
    return one == value || (IsNumber(one) && IsNumber(value) && one.text == value.text);
  });
}

}  // namespace

void CheckType(const SchemaNode& schema, const Value& value, const FieldPath& path,
               std::vector<FieldError>& errors) {
  if (HasType(schema, value.type)) return;
  const std::string type = Quote(TypeName(value.type));
  errors.push_back(InvalidInBody(path, value.position, type,
                                 "must be of type " + std::string(TypeName(schema)) + ": " + type));
}

void CheckEnum(const SchemaNode& schema, const Value& value, const FieldPath& path,
               std::vector<FieldError>& errors) {
  const std::vector<Value>& allowed = schema.enum_values;
  if (allowed.empty() || IsOneOf(allowed, value)) return;
  std::string message = "Unsupported value: " + Quote(value) + ": supported values: ";
  for (const Value& one : allowed) {
    if (&one != &allowed.front()) message += ", ";
    message += Quote(one.text);
  }
  errors.push_back({path.ToString(), std::move(message), value.position});
}

void CheckProperties(const SchemaNode& schema, const Value& value, const FieldPath& path,
                     std::vector<FieldError>& errors) {
  if (value.type != NodeType::kMap) return;
  const auto count = static_cast<int64_t>(value.fields.size());
  if (count < schema.property_count.min) {
    errors.push_back(InvalidInBody(
        path, value.position, std::to_string(count),
        "should have at least " + std::to_string(schema.property_count.min) + " properties"));
  }
  if (count > schema.property_count.max) {
    errors.push_back(TooMany(path, value.position, value.fields.size(), schema.property_count.max));
  }
  for (const std::string& name : schema.required) {
    if (value.Find(name) == nullptr) {
      errors.push_back({path.ToString(name), "Required value", value.position});
    }
  }
}

}  // namespace meshgate::resource
