#include "core/resource/number.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <string>
#include <utility>

namespace meshgate::resource {
namespace {

constexpr double kMaxExactInteger = 9007199254740991;  // 2^53 - 1

// Parses the whole of `text`.
template <typename T>
std::optional<T> Parse(std::string_view text) {
  T number{};
  const char* const end = text.data() + text.size();
  const auto [parsed_end, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || parsed_end != end) return std::nullopt;
  return number;
}

// The shortest text that reads back as this double, in the form that Go's encoding/json chooses;
// but Go writes 1e17 as digits, which would read back as an integer.
std::string FormatDouble(double number) {
  const double size = std::abs(number);
  const bool inexact_integer = size > kMaxExactInteger && number >= -0x1p63 && number < 0x1p63;
  const bool plain = size == 0 || (size >= 1e-6 && size < 1e21 && !inexact_integer);
  std::array<char, 64> buffer;
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number,
                                 plain ? std::chars_format::fixed : std::chars_format::scientific);
  std::string text(buffer.data(), end.ptr);
  if (const size_t padded = text.find("e-0"); padded != std::string::npos) {
    text.erase(padded + 2, 1);  // Go writes 1e-7, not 1e-07
  }
  return text;
}

}  // namespace

std::optional<Value> ParseNumber(std::string_view text) {
  if (const std::optional<int64_t> integer = Parse<int64_t>(text)) return Value::Integer(*integer);
  const std::optional<double> number = Parse<double>(text);
  if (!number || !std::isfinite(*number)) return std::nullopt;
  if (*number == 0) return Value::Integer(0);
  Value value = Value::String(FormatDouble(*number));
  const bool whole = std::abs(*number) <= kMaxExactInteger && std::trunc(*number) == *number;
  value.type = whole ? NodeType::kInteger : NodeType::kNumber;
  return value;
}

}  // namespace meshgate::resource
