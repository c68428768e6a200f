#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "core/resource/document_builder.h"
#include "core/resource/json.h"
#include "core/resource/number.h"
#include "core/resource/source_text.h"
#include "simdjson.h"

namespace meshgate::resource {
namespace {

namespace ondemand = simdjson::ondemand;

// Positions of ascending offsets, found in one pass over the text.
class PositionCursor {
 public:
  explicit PositionCursor(std::string_view text) : text_(text) {}

  Position Advance(size_t offset) {
    for (; scanned_ < offset; ++scanned_) {
      if (text_[scanned_] != '\n') continue;
      ++line_;
      line_start_ = scanned_ + 1;
    }
    return {line_, static_cast<int>(offset - line_start_) + 1};
  }

 private:
  std::string_view text_;
  size_t scanned_ = 0;
  size_t line_start_ = 0;
  int line_ = 1;
};

// The grammar of RFC 8259 section 6; simdjson's raw tokens are not checked.
bool IsJsonNumber(std::string_view text) {
  const auto skip_digits = [&text] {
    const size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
    text.remove_prefix(digits);
    return digits;
  };
  const auto skip = [&text](std::string_view one_of) {
    const bool found = !text.empty() && one_of.find(text[0]) != one_of.npos;
    if (found) text.remove_prefix(1);
    return found;
  };
  skip("-");
  if (!skip("0") && skip_digits() == 0) return false;
  if (skip(".") && skip_digits() == 0) return false;
  if (skip("eE")) {
    skip("+-");
    if (skip_digits() == 0) return false;
  }
  return text.empty();
}

std::string Explain(simdjson::error_code error) {
  return std::string(simdjson::error_message(error)) + "; correct the JSON at this place";
}

// simdjson finds these two without telling where: the first control character within a string, or
// the quote of a string that does not end. 0 when there is neither.
size_t FindBrokenString(std::string_view text) {
  size_t quote = text.npos;
  for (size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '"') {
      quote = quote == text.npos ? at : text.npos;
    } else if (quote == text.npos) {
      continue;
    } else if (text[at] == '\\') {
      ++at;
    } else if (static_cast<unsigned char>(text[at]) < 0x20) {
      return at;
    }
  }
  return quote == text.npos ? 0 : quote;
}

// The first object of a stream of them: up to the "{" that follows it. All of what is no stream.
std::string_view FirstObject(std::string_view text) {
  int depth = 0;
  bool quoted = false;
  for (size_t at = 0; at < text.size(); ++at) {
    const char letter = text[at];
    if (quoted) {
      at += letter == '\\' ? 1 : 0;
      quoted = letter != '"';
    } else if (letter == '"') {
      quoted = true;
    } else if (letter == '{' || letter == '[') {
      ++depth;
    } else if ((letter == '}' || letter == ']') && --depth == 0) {
      const size_t next = text.find_first_not_of(" \t\r\n", at + 1);
      if (next != text.npos && text[next] == '{') return text.substr(0, next);
      return text;
    }
  }
  return text;
}

// Feeds one document to the builder. Every function returns false after an error.
class Reader {
 public:
  // `cursor` is one of `text`, the whole file.
  Reader(ondemand::document& document, std::string_view text, PositionCursor& cursor,
         DocumentBuilder& builder)
      : document_(document), text_(text), cursor_(cursor), builder_(builder) {}

  // Sets `end` to where the next object begins, or to the end of the text.
  bool ReadDocument(size_t& end) {
    ondemand::value root;
    // simdjson gives a scalar root only through typed getters; no document is one anyway.
    if (const auto error = document_.get_value().get(root)) return FailParse(error);
    if (!builder_.StartDocument(PositionOf(root)) || !Read(root)) return false;
    const char* next = nullptr;
    const auto at_end = document_.current_location().get(next);
    if (at_end != simdjson::OUT_OF_BOUNDS && (next == nullptr || *next != '{')) {
      return FailParse(simdjson::TRAILING_CONTENT);
    }
    if (at_end != simdjson::OUT_OF_BOUNDS) end = static_cast<size_t>(next - text_.data());
    return builder_.EndDocument();
  }

 private:
  Position PositionAt(const char* place) { return cursor_.Advance(place - text_.data()); }
  Position PositionOf(ondemand::value& value) { return PositionAt(value.raw_json_token().data()); }

  bool Read(ondemand::value& value) {
    ondemand::json_type type;
    if (const auto error = value.type().get(type)) return FailParse(error);
    const Position position = PositionOf(value);
    switch (type) {
      case ondemand::json_type::object:
        return ReadObject(value, position);
      case ondemand::json_type::array:
        return ReadArray(value, position);
      case ondemand::json_type::string:
        return ReadString(value, position);
      case ondemand::json_type::number:
        return ReadNumber(value, position);
      default:
        return ReadLiteral(value, position);
    }
  }

  bool ReadObject(ondemand::value& value, Position position) {
    ondemand::object object;
    if (const auto error = value.get_object().get(object)) return FailParse(error);
    if (!builder_.StartMap(position)) return false;
    for (auto result : object) {
      ondemand::field field;
      if (const auto error = std::move(result).get(field)) return FailParse(error);
      const Position key_position = PositionAt(field.key().raw() - 1);
      std::string_view key;
      if (const auto error = field.unescaped_key().get(key)) return FailParse(error);
      if (!CheckNoNul(key, key_position)) return false;
      if (!builder_.Key(std::string(key), key_position) || !Read(field.value())) return false;
    }
    return builder_.End();
  }

  bool ReadArray(ondemand::value& value, Position position) {
    ondemand::array array;
    if (const auto error = value.get_array().get(array)) return FailParse(error);
    if (!builder_.StartList(position)) return false;
    for (auto result : array) {
      ondemand::value item;
      if (const auto error = std::move(result).get(item)) return FailParse(error);
      if (!Read(item)) return false;
    }
    return builder_.End();
  }

  bool ReadString(ondemand::value& value, Position position) {
    std::string_view text;
    if (const auto error = value.get_string().get(text)) return FailParse(error);
    return CheckNoNul(text, position) && Add(Value::String(std::string(text)), position);
  }

  bool ReadNumber(ondemand::value& value, Position position) {
    std::string_view text = value.raw_json_token();
    text = text.substr(0, text.find_last_not_of(" \t\r\n") + 1);
    std::optional<Value> number = IsJsonNumber(text) ? ParseNumber(text) : std::nullopt;
    if (!number) {
      return builder_.Fail(position, "\"" + std::string(text.substr(0, 40)) +
                                         "\" is no JSON number; correct it, or put it in quotes");
    }
    // raw_json_token does not step over the token; get_double does.
    if (const auto error = value.get_double().error()) return FailParse(error);
    return Add(*std::move(number), position);
  }

  bool ReadLiteral(ondemand::value& value, Position position) {
    bool is_null;
    if (const auto error = value.is_null().get(is_null)) return FailParse(error);
    if (is_null) return Add(Value(), position);
    bool literal;
    if (const auto error = value.get_bool().get(literal)) return FailParse(error);
    return Add(Value::Bool(literal), position);
  }

  bool Add(Value value, Position position) {
    value.position = position;
    return builder_.Add(std::move(value));
  }

  bool CheckNoNul(std::string_view text, Position position) {
    if (text.find('\0') == text.npos) return true;
    return builder_.Fail(position, "a NUL character; remove it");
  }

  bool FailParse(simdjson::error_code error) {
    const char* place = nullptr;
    const bool known = document_.current_location().get(place) == simdjson::SUCCESS;
    const size_t offset = known ? place - text_.data() : text_.size();
    return builder_.Fail(resource::PositionOf(text_, offset), Explain(error));
  }

  ondemand::document& document_;
  const std::string_view text_;
  PositionCursor& cursor_;
  DocumentBuilder& builder_;
};

void Parse(std::string_view text, DocumentBuilder& builder) {
  const simdjson::padded_string padded(text);
  text = padded;
  PositionCursor cursor(text);
  ondemand::parser parser;
  size_t begin = 0;
  do {
    // Most files are one object, which need not be measured.
    const std::string_view object = begin == 0 ? text : FirstObject(text.substr(begin));
    const simdjson::padded_string_view view(
        object, text.size() - begin + simdjson::SIMDJSON_PADDING);
    ondemand::document document;
    if (const auto error = parser.iterate(view).get(document)) {
      const size_t place = begin + FindBrokenString(object);
      builder.Fail(resource::PositionOf(text, place), Explain(error));
      return;
    }
    begin += object.size();
    if (!Reader(document, text, cursor, builder).ReadDocument(begin)) return;
  } while (begin < text.size());
}

}  // namespace

Decoded DecodeJson(std::string_view text, const Budget& budget) {
  DocumentBuilder builder(budget);
  if (std::optional<DecodeError> error = CheckSourceText(text, budget)) {
    builder.Fail(error->position, std::move(error->message));
  } else {
    Parse(WithoutByteOrderMark(text), builder);
  }
  return builder.Finish();
}

}  // namespace meshgate::resource
