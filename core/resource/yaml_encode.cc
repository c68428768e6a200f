#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

#include "core/resource/json.h"
#include "core/resource/yaml.h"
#include "core/resource/yaml_scalar.h"

namespace meshgate::resource {
namespace {

constexpr int kIndent = 2;

// YAML 1.2.2 section 7.4: of a longer key a reader must be told before.
constexpr size_t kLongestImplicitKey = 1024;

// Dates and base 60 numbers ("1:30"): strings to Kubernetes, but not to every reader of YAML 1.1.
bool LooksLikeTime(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789";
  if (text.find_first_of("0123456789+-.") != 0) return false;
  return text.find(':') != text.npos || (text.find_first_not_of(kDigits) == 4 && text[4] == '-');
}

// Whether YAML reads the text, unquoted, as this very string, in a block list or map.
bool IsPlain(std::string_view text) {
  constexpr std::string_view kNotFirst = "-?:,[]{}#&*!|>'\"%@`= ";
  if (text.empty() || kNotFirst.find(text[0]) != kNotFirst.npos || text.back() == ' ' ||
      text.back() == ':' || text == "..." || text == "<<") {
    return false;
  }
  if (text.find(": ") != text.npos || text.find(" #") != text.npos) return false;
  if (std::any_of(text.begin(), text.end(),
                  [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; })) {
    return false;
  }
  if (LooksLikeTime(text)) return false;
  const std::optional<Value> read = ResolvePlainScalar(text);
  return read && read->type == NodeType::kString;
}

void EncodeString(std::string_view text, std::string& out) {
  if (IsPlain(text)) {
    out += text;
  } else {
    EncodeJsonString(text, out);
  }
}

// Lists of a map stand at the column of their key, as kubectl writes them.
class Encoder {
 public:
  explicit Encoder(std::string& out) : out_(out) {}

  void EncodeList(const Value& list, int column) {
    for (const Value& item : list.items) {
      StartLine(column);
      out_ += "- ";
      EncodeItem(item, column + kIndent);
    }
  }

  void EncodeMap(const Value& map, int column) {
    for (const Field& field : map.fields) {
      StartLine(column);
      EncodeKey(field.key, column);
      EncodeField(field.value, column);
    }
  }

  void EncodeScalar(const Value& value) {
    if (value.type == NodeType::kString) {
      EncodeString(value.text, out_);
    } else {
      EncodeJson(value, out_);  // empty lists and maps too
    }
    out_ += '\n';
  }

 private:
  // Behind "- " the first line of an item has begun already.
  void StartLine(int column) {
    if (!in_line_) out_.append(column, ' ');
    in_line_ = false;
  }

  void EncodeKey(std::string_view key, int column) {
    const size_t begin = out_.size();
    EncodeString(key, out_);
    if (out_.size() - begin > kLongestImplicitKey) {
      out_.insert(begin, "? ");
      out_ += '\n';
      out_.append(column, ' ');
    }
    out_ += ':';
  }

  void EncodeItem(const Value& item, int column) {
    in_line_ = !item.items.empty() || !item.fields.empty();
    if (!item.items.empty()) {
      EncodeList(item, column);
    } else if (!item.fields.empty()) {
      EncodeMap(item, column);
    } else {
      EncodeScalar(item);
    }
  }

  void EncodeField(const Value& value, int column) {
    if (!value.items.empty()) {
      out_ += '\n';
      EncodeList(value, column);
    } else if (!value.fields.empty()) {
      out_ += '\n';
      EncodeMap(value, column + kIndent);
    } else {
      out_ += ' ';
      EncodeScalar(value);
    }
  }

  std::string& out_;
  bool in_line_ = false;
};

}  // namespace

void EncodeYaml(const Value& value, std::string& out) {
  Encoder encoder(out);
  if (!value.items.empty()) {
    encoder.EncodeList(value, 0);
  } else if (!value.fields.empty()) {
    encoder.EncodeMap(value, 0);
  } else {
    encoder.EncodeScalar(value);
  }
}

void EncodeYaml(Node node, std::string& out) { EncodeYaml(Thaw(node), out); }

}  // namespace meshgate::resource
