#include "core/resource/yaml_scalar.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <string>

#include "core/resource/number.h"

namespace meshgate::resource {
namespace {

// The lower case form of a word that YAML accepts as "word", "Word" or "WORD"; "" for other case.
std::string LowerWord(std::string_view text) {
  const auto is_upper = [](char c) { return c >= 'A' && c <= 'Z'; };
  const auto uppers = std::count_if(text.begin(), text.end(), is_upper);
  const auto letters = std::count_if(text.begin(), text.end(),
                                     [&](char c) { return is_upper(c) || (c >= 'a' && c <= 'z'); });
  std::string lower(text);
  for (char& c : lower) c = is_upper(c) ? c + ('a' - 'A') : c;
  const size_t first_letter = text.find_first_not_of("+-.");
  const bool title = uppers == 1 && first_letter != text.npos && is_upper(text[first_letter]);
  return uppers == 0 || uppers == letters || title ? lower : std::string();
}

template <size_t n>
bool IsOneOf(const std::array<std::string_view, n>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

constexpr std::array<std::string_view, 4> kTrue = {"true", "yes", "on", "y"};
constexpr std::array<std::string_view, 4> kFalse = {"false", "no", "off", "n"};
constexpr std::array<std::string_view, 3> kNull = {"", "~", "null"};
constexpr std::array<std::string_view, 4> kNotFinite = {".inf", "+.inf", "-.inf", ".nan"};

struct Digits {
  std::string_view text;
  int base;
};

// Without sign. A leading 0 alone means octal, as in Go's strconv.ParseInt with base 0.
Digits SplitPrefix(std::string_view text) {
  if (text.size() < 2 || text[0] != '0') return {text, 10};
  switch (text[1]) {
    case 'x':
    case 'X':
      return {text.substr(2), 16};
    case 'o':
    case 'O':
      return {text.substr(2), 8};
    case 'b':
    case 'B':
      return {text.substr(2), 2};
    default:
      return {text.substr(1), 8};
  }
}

// An integer with a base prefix. Decimal ones are left to ParseNumber.
std::optional<Value> ParsePrefixed(std::string_view text) {
  const bool negative = text[0] == '-';
  if (negative || text[0] == '+') text.remove_prefix(1);
  const Digits digits = SplitPrefix(text);
  if (digits.base == 10) return std::nullopt;
  uint64_t size = 0;
  const char* const end = digits.text.data() + digits.text.size();
  const auto parsed = std::from_chars(digits.text.data(), end, size, digits.base);
  if (parsed.ec != std::errc() || parsed.ptr != end) return std::nullopt;
  return ParseNumber((negative ? "-" : "") + std::to_string(size));
}

// The grammar of a YAML float without infinities: std::from_chars alone would take "inf" too.
bool LooksLikeNumber(std::string_view text) {
  return text.find_first_not_of("0123456789+-.eE") == text.npos &&
         text.find_first_of("0123456789") != text.npos;
}

std::optional<Value> ParseYamlNumber(std::string_view text) {
  std::string plain(text);
  std::erase(plain, '_');
  if (const std::optional<Value> prefixed = ParsePrefixed(plain)) return prefixed;
  if (!LooksLikeNumber(plain)) return std::nullopt;
  const bool signed_digit = plain[0] == '+' && plain.size() > 1 && plain[1] != '-';
  return ParseNumber(std::string_view(plain).substr(signed_digit ? 1 : 0));
}

}  // namespace

std::optional<Value> ResolvePlainScalar(std::string_view text) {
  constexpr size_t kLongestWord = 5;
  if (text.size() <= kLongestWord) {
    const std::string word = LowerWord(text);
    if (IsOneOf(kTrue, word)) return Value::Bool(true);
    if (IsOneOf(kFalse, word)) return Value::Bool(false);
    if (text.empty() || (!word.empty() && IsOneOf(kNull, word))) return Value();
    if (IsOneOf(kNotFinite, word) || text == ".NaN") return std::nullopt;
  }
  if (text.find_first_of("0123456789+-.") == 0) {
    if (std::optional<Value> number = ParseYamlNumber(text)) return number;
  }
  return Value::String(std::string(text));
}

}  // namespace meshgate::resource
