#include "core/resource/schema_completion.h"

#include <cstddef>
#include <string>
#include <utility>

#include "core/base/suggest.h"
#include "core/resource/field_path.h"
#include "core/resource/source_text.h"

namespace meshgate::resource {
namespace {

// A null that is not allowed becomes the field's default, or goes with its field.
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

// Items keep their places: a null without a default stays and is refused later.
void ReplaceNullItems(const SchemaNode& schema, Value& list) {
  if (!schema.items || !schema.items->default_value || schema.items->nullable) return;
  for (Value& item : list.items) {
    if (item.type == NodeType::kNull) item = *schema.items->default_value;
  }
}

// The schema of items that no schema describes.
const SchemaNode& NothingKnown() {
  static const SchemaNode* const node = new SchemaNode;
  return *node;
}

class Completion {
 public:
  explicit Completion(std::vector<FieldError>& unknown) : unknown_(unknown) {}

  // `preserve`: the value is an item of a list that keeps unknown fields.
  void Visit(const SchemaNode& schema, Value& value, bool preserve) {
    preserve = preserve || schema.preserve_unknown_fields;
    if (value.type == NodeType::kMap) VisitMap(schema, value, preserve);
    if (value.type == NodeType::kList) VisitList(schema, value, preserve);
  }

 private:
  void VisitMap(const SchemaNode& schema, Value& map, bool preserve) {
    if (!preserve) DropUnknownFields(schema, map);
    ReplaceNullFields(schema, map);
    AddDefaults(schema, map);
    for (Field& field : map.fields) {
      const SchemaNode* property = schema.FindProperty(field.key);
      if (property == nullptr) continue;
      path_.PushKey(field.key);
      Visit(*property, field.value, false);
      path_.Pop();
    }
  }

  void VisitList(const SchemaNode& schema, Value& list, bool preserve) {
    if (!schema.items && preserve) return;
    ReplaceNullItems(schema, list);
    const SchemaNode& items = schema.items ? *schema.items : NothingKnown();
    for (size_t i = 0; i < list.items.size(); ++i) {
      path_.PushIndex(i);
      Visit(items, list.items[i], preserve);
      path_.Pop();
    }
  }

  void DropUnknownFields(const SchemaNode& schema, Value& map) {
    std::erase_if(map.fields, [&](const Field& field) {
      if (schema.FindProperty(field.key) != nullptr) return false;
      Note(schema, field);
      return true;
    });
  }

  void Note(const SchemaNode& schema, const Field& field) {
    if (unknown_.size() >= kMaxFieldErrors) return;
    std::vector<std::string> known;
    for (const SchemaProperty& property : schema.properties) known.push_back(property.name);
    const std::string_view near = base::Closest(field.key, known);
    std::string message = "unknown field; ";
    if (field.key.find(kNoBreakSpace) != std::string::npos) {
      message += "a no-break space (U+00A0) stands in its name, write a plain space";
    } else {
      message += near.empty() ? "remove it" : "did you mean \"" + std::string(near) + "\"?";
    }
    unknown_.push_back({path_.ToString(field.key), std::move(message), field.position});
  }

  FieldPath path_;
  std::vector<FieldError>& unknown_;
};

}  // namespace

void Complete(const SchemaNode& schema, Value& value, std::vector<FieldError>& unknown) {
  Completion(unknown).Visit(schema, value, /*preserve=*/false);
}

}  // namespace meshgate::resource
