#include "tools/fuzz/object_breaker.h"

#include <algorithm>
#include <array>
#include <functional>
#include <string_view>
#include <utility>
#include <vector>

#include "core/resource/field_path.h"

namespace meshgate::fuzz {
namespace {

using resource::Field;
using resource::FieldPath;
using resource::ListType;
using resource::NodeType;
using resource::SchemaNode;
using resource::SchemaProperty;
using resource::SchemaType;
using resource::Value;

// Larger bounds are not exceeded: the object would only be large.
constexpr int64_t kMostText = 10'000;
constexpr int64_t kMostItems = 2'000;
constexpr double kMostNumber = 1e15;

// All ways to break an object; those that are not taken leave it as it is.
class Ways {
 public:
  struct Way {
    Breakage breakage;
    std::function<void()> take;
  };

  // `value` must outlive the ways.
  void Collect(const SchemaNode& schema, Value& value) {
    if (value.type == NodeType::kNull) return;
    AddWrongType(schema, value);
    if (value.type == NodeType::kString && schema.type == SchemaType::kString) {
      AddWrongTexts(schema, value);
    }
    if (value.type == NodeType::kInteger && schema.type == SchemaType::kInteger) {
      AddWrongNumbers(schema, value);
    }
    if (value.type == NodeType::kList) CollectList(schema, value);
    if (value.type == NodeType::kMap) CollectMap(schema, value);
  }

  // The fields below `object` that a schema alone describes.
  void CollectObject(const SchemaNode& schema, Value& object) {
    for (Field& field : object.fields) {
      const bool skipped = field.key == "apiVersion" || field.key == "kind" ||
                           field.key == "metadata" || field.key == "status";
      if (!skipped) CollectField(schema, field);
    }
    AddMissingFields(schema, object);
  }

  const std::vector<Way>& all() const { return ways_; }

 private:
  void Add(std::string message, std::function<void()> take) {
    ways_.push_back({{path_.ToString(), std::move(message)}, std::move(take)});
  }
  void AddReplacement(std::string message, Value& value, Value wrong) {
    Add(std::move(message), [&value, wrong = std::move(wrong)] { value = wrong; });
  }

  void AddWrongType(const SchemaNode& schema, Value& value) {
    const std::string message = "Invalid value: ";
    switch (schema.type) {
      case SchemaType::kAny:
        return;
      case SchemaType::kString:
        return AddReplacement(message, value, Value::Integer(7));
      case SchemaType::kIntOrString:
        return AddReplacement(message, value, Value::Bool(true));
      case SchemaType::kObject:
        return AddReplacement(message, value, Value::List());
      case SchemaType::kArray:
        return AddReplacement(message, value, Value::Map());
      case SchemaType::kBoolean:
      case SchemaType::kInteger:
      case SchemaType::kNumber:
        return AddReplacement(message, value, Value::String("1"));
    }
  }

  void AddWrongTexts(const SchemaNode& schema, Value& value) {
    const auto add = [&](std::string message, std::string text) {
      AddReplacement(std::move(message), value, Value::String(std::move(text)));
    };
    if (schema.length.max < kMostText) add("Too long: ", std::string(schema.length.max + 1, 'a'));
    if (schema.length.min > 0) add("Invalid value: ", std::string(schema.length.min - 1, 'a'));
    if (!schema.enum_values.empty()) add("Unsupported value: ", "no such value");
    for (const std::string text : {"\x01", "!", "a b", "_", "é", "/", "-a"}) {
      const auto length = static_cast<int64_t>(text.size());
      if (length < schema.length.min || length > schema.length.max) continue;
      const bool wrong = (schema.pattern && !schema.pattern->Matches(text)) ||
                         (schema.format != nullptr && !schema.format->matches(text));
      if (wrong) add("Invalid value: ", text);
    }
  }

  void AddWrongNumbers(const SchemaNode& schema, Value& value) {
    const resource::NumberBounds& bounds = schema.number;
    const auto add = [&](double number) {
      AddReplacement("Invalid value: ", value, Value::Integer(static_cast<int64_t>(number)));
    };
    if (bounds.max < kMostNumber) add(bounds.max + 1);
    if (bounds.min > -kMostNumber) add(bounds.min - 1);
    if (schema.is_int32) add(2147483648.0);
  }

  void CollectList(const SchemaNode& schema, Value& list) {
    const auto size = static_cast<int64_t>(list.items.size());
    if (schema.item_count.min > 0) {
      Add("Invalid value: ", [&list] { list.items.clear(); });
    }
    if (size > 0 && schema.item_count.max < kMostItems) {
      Add("Too many: ", [&list, max = schema.item_count.max] {
        const Value item = list.items.back();
        list.items.resize(static_cast<size_t>(max) + 1, item);
      });
    }
    if (!schema.items) return;
    if (size > 0 && size < schema.item_count.max && schema.list_type != ListType::kAtomic) {
      path_.PushIndex(list.items.size());
      Add("Duplicate value: ", [&list] { list.items.push_back(Value(list.items.front())); });
      path_.Pop();
    }
    for (size_t i = 0; i < list.items.size(); ++i) {
      path_.PushIndex(i);
      Collect(*schema.items, list.items[i]);
      path_.Pop();
    }
  }

  void CollectMap(const SchemaNode& schema, Value& map) {
    AddMissingFields(schema, map);
    if (schema.additional_properties && schema.property_count.max < kMostItems) {
      Add("Too many: ", [&map, max = schema.property_count.max] {
        const Value entry = map.fields.empty() ? Value::String("a") : map.fields.back().value;
        for (int64_t i = 0; i <= max; ++i) map.Set("example.com/x" + std::to_string(i), entry);
      });
    }
    for (Field& field : map.fields) CollectField(schema, field);
  }

  void CollectField(const SchemaNode& schema, Field& field) {
    const SchemaNode* property = schema.FindProperty(field.key);
    if (property == nullptr) return;
    path_.PushKey(field.key);
    Collect(*property, field.value);
    path_.Pop();
  }

  // A field with a default cannot be missing.
  void AddMissingFields(const SchemaNode& schema, Value& map) {
    for (const std::string& name : schema.required) {
      const SchemaNode* property = schema.FindProperty(name);
      if (property == nullptr || property->default_value) continue;
      path_.PushKey(name);
      Add("Required value", [&map, name] { map.Take(name); });
      path_.Pop();
    }
  }

  FieldPath path_;
  std::vector<Way> ways_;
};

}  // namespace

std::optional<Breakage> ObjectBreaker::Break(const SchemaNode& schema, Value& object) {
  Ways ways;
  ways.CollectObject(schema, object);
  if (ways.all().empty()) return std::nullopt;
  const Ways::Way& way = ways.all()[random_() % ways.all().size()];
  way.take();
  return way.breakage;
}

}  // namespace meshgate::fuzz
