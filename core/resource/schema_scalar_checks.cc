#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "core/resource/schema_checks.h"
#include "core/resource/schema_messages.h"

namespace meshgate::resource {
namespace {

int64_t CountCharacters(std::string_view text) {
  int64_t count = 0;
  for (const char c : text) {
    if ((static_cast<unsigned char>(c) & 0xC0) != 0x80) ++count;
  }
  return count;
}

// "" when the text fits. Only the first problem is told, as the API server does.
std::string ExplainWrongText(const SchemaNode& schema, std::string_view text) {
  const int64_t length = CountCharacters(text);
  if (length < schema.length.min) {
    return absl::StrCat("should be at least ", schema.length.min, " chars long");
  }
  if (schema.pattern && !schema.pattern->Matches(text)) {
    return "should match '" + schema.pattern->text() + "'";
  }
  return "";
}

// Whole numbers of 64 bits are compared exactly.
int Compare(const Value& value, double number, double bound) {
  int64_t whole = 0;
  const bool is_exact = value.type == NodeType::kInteger && std::trunc(bound) == bound &&
                        std::abs(bound) < 9.2e18 && absl::SimpleAtoi(value.text, &whole);
  if (is_exact) {
    const auto whole_bound = static_cast<int64_t>(bound);
    return whole < whole_bound ? -1 : whole > whole_bound ? 1 : 0;
  }
  return number < bound ? -1 : number > bound ? 1 : 0;
}

// As the API server judges: beyond 2^53 no floating point number counts as whole.
bool IsMultiple(double number, double factor) {
  constexpr double kMostWhole = 9007199254740991;
  constexpr double kTolerance = 1e-9;
  const double quotient = factor < 1 ? 1 / factor * number : number / factor;
  const double whole = std::trunc(quotient);
  return std::abs(quotient) <= kMostWhole &&
         std::abs(quotient - whole) <= kTolerance * std::abs(quotient + whole);
}

// Of a whole number the API server asks for a multiple of the whole part of the factor, and refuses
// all whole numbers when that is 0.
void CheckMultiple(double factor, const Value& value, double number, const FieldPath& path,
                   std::vector<FieldError>& errors) {
  int64_t whole = 0;
  const bool is_whole =
      value.type == NodeType::kInteger && factor < 9.2e18 && absl::SimpleAtoi(value.text, &whole);
  const auto whole_factor = is_whole ? static_cast<int64_t>(factor) : 1;
  if (whole_factor == 0) {
    const std::string field = path.ToString();
    errors.push_back(
        {field,
         "Invalid value: 0: factor MultipleOf declared for " + field + " must be positive: 0",
         value.position});
  } else if (is_whole ? whole % whole_factor != 0 : !IsMultiple(number, factor)) {
    errors.push_back(InvalidInBody(path, value.position, value.text,
                                   absl::StrCat("should be a multiple of ", factor)));
  }
}

// To a whole number the API server compares the whole part of a bound.
NumberBounds BoundsOf(const SchemaNode& schema, const Value& value) {
  NumberBounds bounds = schema.number;
  if (value.type != NodeType::kInteger) return bounds;
  bounds.min = std::trunc(bounds.min);
  bounds.max = std::trunc(bounds.max);
  return bounds;
}

void CheckBounds(const NumberBounds& bounds, const Value& value, double number,
                 const FieldPath& path, std::vector<FieldError>& errors) {
  const auto add = [&](std::string_view detail, double bound) {
    errors.push_back(
        InvalidInBody(path, value.position, value.text, absl::StrCat(std::string(detail), bound)));
  };
  const int to_min = Compare(value, number, bounds.min);
  if (to_min < 0 && !bounds.exclusive_min) add("should be greater than or equal to ", bounds.min);
  if (to_min <= 0 && bounds.exclusive_min) add("should be greater than ", bounds.min);
  const int to_max = Compare(value, number, bounds.max);
  if (to_max > 0 && !bounds.exclusive_max) add("should be less than or equal to ", bounds.max);
  if (to_max >= 0 && bounds.exclusive_max) add("should be less than ", bounds.max);
}

// "" when the number fits into the format.
std::string_view ExplainWrongRange(const SchemaNode& schema, double number) {
  const bool fits_int32 = number >= std::numeric_limits<int32_t>::min() &&
                          number <= std::numeric_limits<int32_t>::max();
  if (schema.is_int32 && !fits_int32) return "must be of type integer with format int32";
  const bool fits_float = std::abs(number) <= std::numeric_limits<float>::max();
  if (schema.is_float32 && !fits_float) return "must be of type number with format float";
  return "";
}

}  // namespace

void CheckString(const SchemaNode& schema, const Value& value, const FieldPath& path,
                 std::vector<FieldError>& errors) {
  if (value.type != NodeType::kString) return;
  if (CountCharacters(value.text) > schema.length.max) {
    errors.push_back({path.ToString(),
                      absl::StrCat("Too long: may not be more than ", schema.length.max,
                                   schema.length.max == 1 ? " byte" : " bytes"),
                      value.position});
  } else if (const std::string problem = ExplainWrongText(schema, value.text); !problem.empty()) {
    errors.push_back(InvalidInBody(path, value.position, Quote(value), problem));
  }
  if (schema.format && !schema.format->matches(value.text)) {
    errors.push_back(InvalidInBody(
        path, value.position, Quote(value),
        absl::StrCat("must be of type ", std::string(schema.format->name), ": ", Quote(value))));
  }
}

void CheckNumber(const SchemaNode& schema, const Value& value, const FieldPath& path,
                 std::vector<FieldError>& errors) {
  double number = 0;
  if (value.type != NodeType::kInteger && value.type != NodeType::kNumber) return;
  if (!absl::SimpleAtod(value.text, &number)) return;
  if (const std::string_view problem = ExplainWrongRange(schema, number); !problem.empty()) {
    errors.push_back(InvalidInBody(path, value.position, value.text, std::string(problem)));
  }
  const double factor = schema.number.multiple_of;
  if (factor > 0) CheckMultiple(factor, value, number, path, errors);
  CheckBounds(BoundsOf(schema, value), value, number, path, errors);
}

}  // namespace meshgate::resource
