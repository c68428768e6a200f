#include "core/resource/source_text.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "simdjson.h"

namespace meshgate::resource {
namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

bool IsForbiddenControl(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (byte < 0x20 && c != '\t' && c != '\n' && c != '\r') || byte == 0x7f;
}

size_t CharacterSize(char lead) {
  const auto byte = static_cast<unsigned char>(lead);
  if (byte < 0xc0) return 1;
  if (byte < 0xe0) return 2;
  return byte < 0xf0 ? 3 : 4;
}

// The first byte sequence that is no UTF-8; the end when there is none.
size_t FindInvalidUtf8(std::string_view text) {
  if (IsUtf8(text)) return text.size();
  size_t at = 0;
  while (at < text.size()) {
    const std::string_view character = text.substr(at, CharacterSize(text[at]));
    if (!IsUtf8(character)) break;
    at += character.size();
  }
  return at;
}

}  // namespace

Position PositionOf(std::string_view text, size_t offset) {
  const std::string_view before = text.substr(0, offset);
  const size_t line_start = before.rfind('\n') + 1;  // npos + 1 = 0: the first line
  return {1 + static_cast<int>(std::count(before.begin(), before.end(), '\n')),
          1 + static_cast<int>(before.size() - line_start)};
}

Position NearestPosition(std::string_view text, Position position) {
  if (position.line < 1) return {1, 1};
  size_t line_start = 0;
  for (int line = 1; line < position.line; ++line) {
    const size_t end = text.find('\n', line_start);
    if (end == text.npos) return PositionOf(text, text.size());
    line_start = end + 1;
  }
  const size_t length = std::min(text.find('\n', line_start), text.size()) - line_start;
  position.column = std::clamp(position.column, 1, static_cast<int>(length) + 1);
  return position;
}

bool IsUtf8(std::string_view text) { return simdjson::validate_utf8(text.data(), text.size()); }

std::string_view WithoutByteOrderMark(std::string_view text) {
  if (text.substr(0, kByteOrderMark.size()) == kByteOrderMark) {
    text.remove_prefix(kByteOrderMark.size());
  }
  return text;
}

std::optional<DecodeError> CheckSourceText(std::string_view text, const Budget& budget) {
  if (text.size() > budget.file_bytes) {
    return DecodeError{{1, 1},
                       absl::StrCat(text.size(), " bytes are more than the limit of ",
                                    budget.file_bytes, "; split the file")};
  }
  if (const size_t invalid = FindInvalidUtf8(text); invalid < text.size()) {
    return DecodeError{PositionOf(text, invalid), "the text is not UTF-8; save it as UTF-8"};
  }
  const auto control = std::find_if(text.begin(), text.end(), IsForbiddenControl);
  if (control != text.end()) {
    return DecodeError{PositionOf(text, control - text.begin()),
                       absl::StrCat("control character 0x", absl::Hex(*control, absl::kZeroPad2),
                                    "; remove it, or save the text as UTF-8")};
  }
  return std::nullopt;
}

}  // namespace meshgate::resource
