// A value without a schema: what a plugin hands over to be read by somebody else's schema. [pure]
//
// A tree instead of text, so that no author ever escapes a string. Compared with ==; the order of
// fields counts, so write them in a fixed one.
#ifndef MESHGATE_CORE_IR_VALUE_H_
#define MESHGATE_CORE_IR_VALUE_H_

#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace meshgate::ir {

struct Value;
struct ValueField;
using ValueList = std::vector<Value>;
using ValueMap = std::vector<ValueField>;

// Value("text"), Value(7), Value(true), Value(ValueList{"a", "b"}),
// Value(ValueMap{{"name", "a"}, {"ports", ValueList{80, 81}}}).
struct Value {
  using Data = std::variant<bool, int64_t, double, std::string, ValueList, ValueMap>;

  Value(bool value) : data(value) {}
  Value(int value) : data(int64_t{value}) {}
  Value(int64_t value) : data(value) {}
  Value(double value) : data(value) {}
  Value(const char* value) : data(std::string(value)) {}
  Value(std::string value) : data(std::move(value)) {}
  Value(ValueList value);
  Value(ValueMap value);

  Data data;
};

struct ValueField {
  std::string name;
  Value value;
};

inline Value::Value(ValueList value) : data(std::move(value)) {}
inline Value::Value(ValueMap value) : data(std::move(value)) {}

inline bool operator==(const Value& a, const Value& b);
inline bool operator==(const ValueField& a, const ValueField& b) {
  return a.name == b.name && a.value == b.value;
}
inline bool operator==(const Value& a, const Value& b) { return a.data == b.data; }

}  // namespace meshgate::ir

#endif  // MESHGATE_CORE_IR_VALUE_H_
