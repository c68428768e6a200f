#include "tools/fuzz/decode_promises.h"

#include <algorithm>
#include <string>

#include "core/resource/json.h"
#include "core/resource/tree.h"
#include "core/resource/yaml.h"
#include "tools/fuzz/fuzz_target.h"

namespace meshgate::fuzz {
namespace {

using resource::Budget;
using resource::Decoded;
using resource::Document;
using resource::Position;
using resource::Value;

// A line break and the end of the text have a place too.
bool IsWithin(std::string_view text, Position position) {
  if (position.line < 1 || position.column < 1) return false;
  for (int line = 1; line < position.line; ++line) {
    const size_t end = text.find('\n');
    if (end == text.npos) return false;
    text.remove_prefix(end + 1);
  }
  const size_t length = std::min(text.find('\n'), text.size());
  return static_cast<size_t>(position.column) <= length + 1;
}

// Inside an object of one field: the items of a List would become documents of their own.
void CheckRoundTrip(const Value& value) {
  const Value wrapped = Value::Map({{"value", value, {}}});
  const Budget defaults;
  const Budget roomy = {.file_bytes = 64 * defaults.file_bytes,
                        .document_bytes = 2 * defaults.document_bytes,
                        .depth = 2 * defaults.depth + 1,
                        .nodes = 2 * defaults.nodes};
  const auto is_same = [&](const Decoded& decoded) {
    return !decoded.error && decoded.documents.size() == 1 && decoded.documents[0].value == wrapped;
  };
  std::string yaml;
  EncodeYaml(wrapped, yaml);
  Expect(is_same(DecodeYaml(yaml, roomy)), "what is written as YAML reads back equal");
  std::string json;
  EncodeJson(wrapped, json);
  Expect(is_same(DecodeJson(json, roomy)), "what is written as JSON reads back equal");
  Expect(Thaw(resource::Tree::Freeze(value)->root()) == value, "a frozen tree thaws equal");
}

}  // namespace

void CheckDecoded(std::string_view text, const Decoded& decoded) {
  if (decoded.error) {
    Expect(!decoded.error->message.empty(), "an error says what is wrong");
    Expect(IsWithin(text, decoded.error->position), "an error has a place in the text");
  }
  for (const Document& document : decoded.documents) {
    Expect(document.value.type == resource::NodeType::kMap, "a document is an object");
    Expect(IsWithin(text, document.position), "a document has a place in the text");
    CheckRoundTrip(document.value);
  }
}

}  // namespace meshgate::fuzz
