#include "core/pipeline/ir_value.h"

#include <array>
#include <charconv>
#include <string>
#include <variant>

namespace meshgate::pipeline {
namespace {

using resource::Value;

// The shortest text that reads as the same number.
Value Number(double number) {
  std::array<char, 32> text;
  const auto end = std::to_chars(text.data(), text.data() + text.size(), number).ptr;
  Value value;
  value.type = resource::NodeType::kNumber;
  value.text.assign(text.data(), end);
  return value;
}

struct Converter {
  Value operator()(bool value) const { return Value::Bool(value); }
  Value operator()(int64_t value) const { return Value::Integer(value); }
  Value operator()(double value) const { return Number(value); }
  Value operator()(const std::string& value) const { return Value::String(value); }
  Value operator()(const ir::ValueList& list) const {
    Value value = Value::List();
    for (const ir::Value& item : list) value.items.push_back(ToResourceValue(item));
    return value;
  }
  Value operator()(const ir::ValueMap& fields) const { return ToResourceValue(fields); }
};

}  // namespace

Value ToResourceValue(const ir::Value& value) { return std::visit(Converter(), value.data); }

Value ToResourceValue(const ir::ValueMap& fields) {
  Value value = Value::Map();
  for (const ir::ValueField& field : fields) value.Set(field.name, ToResourceValue(field.value));
  return value;
}

}  // namespace meshgate::pipeline
