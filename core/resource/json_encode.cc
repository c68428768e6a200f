#include <string>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "core/resource/json.h"

namespace meshgate::resource {
namespace {

void EncodeCharacter(char c, std::string& out) {
  switch (c) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
  }
  const auto byte = static_cast<unsigned char>(c);
  if (byte < 0x20 || byte == 0x7f) {
    absl::StrAppend(&out, "\\u", absl::Hex(byte, absl::kZeroPad4));
  } else {
    out += c;
  }
}

}  // namespace

void EncodeJsonString(std::string_view text, std::string& out) {
  out += '"';
  for (const char c : text) EncodeCharacter(c, out);
  out += '"';
}

void EncodeJson(const Value& value, std::string& out) {
  const char* separator = "";
  switch (value.type) {
    case NodeType::kNull:
      out += "null";
      return;
    case NodeType::kString:
      return EncodeJsonString(value.text, out);
    case NodeType::kList:
      out += '[';
      for (const Value& item : value.items) {
        out += std::exchange(separator, ",");
        EncodeJson(item, out);
      }
      out += ']';
      return;
    case NodeType::kMap:
      out += '{';
      for (const Field& field : value.fields) {
        out += std::exchange(separator, ",");
        EncodeJsonString(field.key, out);
        out += ':';
        EncodeJson(field.value, out);
      }
      out += '}';
      return;
    default:
      out += value.text;
  }
}

void EncodeJson(Node node, std::string& out) { EncodeJson(Thaw(node), out); }

}  // namespace meshgate::resource
