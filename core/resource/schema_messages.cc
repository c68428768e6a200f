#include "core/resource/schema_messages.h"

#include <utility>

#include "core/resource/json.h"

namespace meshgate::resource {
namespace {

constexpr size_t kLongestQuote = 200;

}  // namespace

// Never in the middle of a character.
std::string Cut(std::string text) {
  if (text.size() <= kLongestQuote) return text;
  size_t end = kLongestQuote;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  text.resize(end);
  return text + "...";
}

std::string Quote(const Value& value) {
  std::string text;
  EncodeJson(value, text);
  return Cut(std::move(text));
}

std::string Quote(std::string_view text) {
  std::string quoted;
  EncodeJsonString(text, quoted);
  return Cut(std::move(quoted));
}

FieldError InvalidInBody(const FieldPath& path, Position position, const std::string& quoted,
                         const std::string& detail) {
  std::string field = path.ToString();
  std::string message = "Invalid value: " + quoted + ": " + field + " in body " + detail;
  return {std::move(field), std::move(message), position};
}

FieldError TooMany(const FieldPath& path, Position position, size_t count, int64_t max) {
  return {path.ToString(),
          "Too many: " + std::to_string(count) + ": must have at most " + std::to_string(max) +
              (max == 1 ? " item" : " items"),
          position};
}

}  // namespace meshgate::resource
