#include "core/resource/schema.h"

#include <cstddef>
#include <optional>
#include <utility>

#include "core/resource/field_path.h"
#include "core/resource/schema_checks.h"

namespace meshgate::resource {
namespace {

// Nulls of a map's fields: the field's default, or no field (defaulting.Default and
// PruneNonNullableNullsWithoutDefaults of k8s.io/apiextensions-apiserver).
void ReplaceNullFields(const SchemaNode& schema, Value& map) {
  std::erase_if(map.fields, [&schema](Field& field) {
    if (field.value.type != NodeType::kNull) return false;
    const SchemaNode* property = schema.FindProperty(field.key);
    if (property == nullptr || property->nullable) return false;
    if (property->default_value) field.value = *property->default_value;
    return !property->default_value;
  });
}

void AddDefaults(const SchemaNode& schema, Value& map) {
  for (const SchemaProperty& property : schema.properties) {
    const std::optional<Value>& value = property.node.default_value;
    if (!value || map.Find(property.name) != nullptr) continue;
    map.fields.push_back({property.name, *value, {}});
  }
}

void ReplaceNullItems(const SchemaNode& schema, Value& list) {
  if (!schema.items || !schema.items->default_value || schema.items->nullable) return;
  for (Value& item : list.items) {
    if (item.type == NodeType::kNull) item = *schema.items->default_value;
  }
}

// One walk over a value and its schema. Each value is completed, then checked, then its children.
class Admission {
 public:
  void Visit(const SchemaNode& schema, Value& value) {
    if (value.type == NodeType::kMap) {
      ReplaceNullFields(schema, value);
      AddDefaults(schema, value);
    } else if (value.type == NodeType::kList) {
      ReplaceNullItems(schema, value);
    }
    for (const SchemaCheck check : kSchemaChecks) check(schema, value, path_, errors_);
    VisitChildren(schema, value);
  }

  std::vector<FieldError> TakeErrors() { return std::move(errors_); }

 private:
  void VisitChildren(const SchemaNode& schema, Value& value) {
    for (Field& field : value.fields) {
      const SchemaNode* property = schema.FindProperty(field.key);
      if (property == nullptr) continue;
      path_.PushKey(field.key);
      Visit(*property, field.value);
      path_.Pop();
    }
    if (!schema.items) return;
    for (size_t i = 0; i < value.items.size(); ++i) {
      path_.PushIndex(i);
      Visit(*schema.items, value.items[i]);
      path_.Pop();
    }
  }

  FieldPath path_;
  std::vector<FieldError> errors_;
};

}  // namespace

Schema::Schema(SchemaNode root) : root_(std::make_shared<const SchemaNode>(std::move(root))) {}

std::vector<FieldError> Schema::Admit(Value& value) const {
  Admission admission;
  admission.Visit(*root_, value);
  return admission.TakeErrors();
}

}  // namespace meshgate::resource
