#include "core/base/printable.h"

#include <cstdint>

#include "absl/strings/str_cat.h"

namespace meshgate::base {
namespace {

struct Character {
  uint32_t code = 0;
  size_t size = 0;  // 0: no UTF-8
};

// The first character of a text that is not empty.
Character Decode(std::string_view text) {
  const auto byte = [&](size_t at) { return static_cast<unsigned char>(text[at]); };
  if (byte(0) < 0x80) return {byte(0), 1};
  const size_t size = byte(0) >= 0xf0 ? 4 : byte(0) >= 0xe0 ? 3 : 2;
  if (byte(0) < 0xc2 || byte(0) > 0xf4 || text.size() < size) return {};
  uint32_t code = byte(0) & (0xff >> (size + 1));
  for (size_t at = 1; at < size; ++at) {
    if ((byte(at) & 0xc0) != 0x80) return {};
    code = code << 6 | (byte(at) & 0x3f);
  }
  constexpr uint32_t kSmallest[] = {0, 0, 0x80, 0x800, 0x10000};
  const bool is_surrogate = code >= 0xd800 && code < 0xe000;
  if (code < kSmallest[size] || code > 0x10ffff || is_surrogate) return {};
  return {code, size};
}

// Controls of C0 and C1, line and paragraph separators, marks and overrides of direction.
bool MovesText(uint32_t code) {
  return code < 0x20 || (code >= 0x7f && code < 0xa0) || code == 0x200e || code == 0x200f ||
         (code >= 0x2028 && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069);
}

void AppendEscape(uint32_t code, std::string& out) {
  if (code == '\n') {
    out += "\\n";
  } else if (code == '\t') {
    out += "\\t";
  } else if (code < 0x100) {
    absl::StrAppend(&out, "\\x", absl::Hex(code, absl::kZeroPad2));
  } else {
    absl::StrAppend(&out, "\\u", absl::Hex(code, absl::kZeroPad4));
  }
}

}  // namespace

std::string Printable(std::string_view text, size_t most) {
  std::string out;
  const size_t whole = text.size();
  while (!text.empty() && out.size() < most) {
    const Character character = Decode(text);
    const size_t size = character.size == 0 ? 1 : character.size;
    if (character.size == 0) {
      AppendEscape(static_cast<unsigned char>(text[0]), out);
    } else if (MovesText(character.code)) {
      AppendEscape(character.code, out);
    } else {
      out += text.substr(0, size);
    }
    text.remove_prefix(size);
  }
  if (!text.empty()) absl::StrAppend(&out, "... (", whole, " bytes)");
  return out;
}

}  // namespace meshgate::base
