#include <algorithm>
#include <cstddef>
#include <exception>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/resource/document_builder.h"
#include "core/resource/source_text.h"
#include "core/resource/yaml.h"
#include "core/resource/yaml_mistake.h"
#include "core/resource/yaml_scalar.h"
#include "yaml-cpp/eventhandler.h"
#include "yaml-cpp/exceptions.h"
#include "yaml-cpp/parser.h"

namespace meshgate::resource {
namespace {

constexpr char kWayOut[] = "; correct the YAML at this place";

Position PositionOf(const YAML::Mark& mark) { return {mark.line + 1, mark.column + 1}; }

struct Size {
  size_t nodes = 1;
  size_t bytes = 0;
  int depth = 0;

  void Add(const Size& child) {
    nodes += child.nodes;
    bytes += child.bytes;
    depth = std::max(depth, child.depth + 1);
  }
};

Size Measure(const Value& value) {
  Size size;
  size.bytes = value.text.size();
  for (const Value& item : value.items) size.Add(Measure(item));
  for (const Field& field : value.fields) {
    size.bytes += field.key.size();
    size.Add(Measure(field.value));
  }
  return size;
}

// The anchored values of one document. What all documents of a stream copy into it and out of it
// counts against one budget, so that no number of small documents can expand without bound.
class Anchors {
 public:
  explicit Anchors(const Budget& budget)
      : nodes_left_(budget.nodes), bytes_left_(budget.document_bytes) {}

  void Clear() { values_.clear(); }

  // False when the budget is spent.
  bool Store(YAML::anchor_t anchor, const Value& value) {
    const Size size = Measure(value);
    if (!Spend(size)) return false;
    if (values_.size() <= anchor) values_.resize(anchor + 1);
    values_[anchor] = Anchored{value, size};
    return true;
  }

  struct Anchored {
    Value value;
    Size size;
  };
  // nullptr when the value is not complete: the alias stands inside its own anchor.
  const Anchored* Find(YAML::anchor_t anchor) const {
    return anchor < values_.size() && values_[anchor] ? &*values_[anchor] : nullptr;
  }

  bool Spend(const Size& size) {
    if (size.nodes > nodes_left_ || size.bytes > bytes_left_) return false;
    nodes_left_ -= size.nodes;
    bytes_left_ -= size.bytes;
    return true;
  }

 private:
  size_t nodes_left_;
  size_t bytes_left_;
  std::vector<std::optional<Anchored>> values_;
};

// Thrown through yaml-cpp, which knows no other way to be stopped, after the builder has failed.
struct Stopped {};

class Handler : public YAML::EventHandler {
 public:
  Handler(std::string_view text, const Budget& budget, DocumentBuilder& builder)
      : text_(text), max_depth_(budget.depth), builder_(builder), anchors_(budget) {}

  // yaml-cpp takes whatever follows a document as the next one, and stays for ever at a token that
  // it cannot use, such as ",".
  void OnDocumentStart(const YAML::Mark& mark) override {
    if (!first_ && text_.substr(mark.pos, 3) != "---") {
      Fail(PositionOf(mark),
           "text after the end of the document; remove it, or put a line with "
           "\"---\" before it");
    }
    first_ = false;
    anchors_.Clear();
    Require(builder_.StartDocument(PositionOf(mark)));
  }
  void OnDocumentEnd() override { Require(builder_.EndDocument()); }

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const Position position = PositionOf(mark);
    if (builder_.ExpectsKey()) Fail(position, "a key is missing; write one before the \":\"");
    Value null;
    null.position = position;
    AddScalar(std::move(null), anchor);
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& text) override {
    const Position position = PositionOf(mark);
    Value scalar = ReadScalar(position, tag, text);
    scalar.position = position;
    if (builder_.ExpectsKey()) {
      AddKey(std::move(scalar), tag, anchor);
    } else {
      AddScalar(std::move(scalar), anchor);
    }
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const Position position = PositionOf(mark);
    if (builder_.ExpectsKey()) Fail(position, "an alias as a key; write the key out");
    const Anchors::Anchored* anchored = anchors_.Find(anchor);
    if (anchored == nullptr) Fail(position, "an alias inside its own anchor; write the value out");
    if (builder_.depth() + anchored->size.depth > max_depth_ || !anchors_.Spend(anchored->size)) {
      FailExpansion(position);
    }
    Value copy = anchored->value;
    copy.position = position;
    Require(builder_.Add(std::move(copy)));
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    CheckContainer(mark, tag, "tag:yaml.org,2002:seq");
    Require(builder_.StartList(PositionOf(mark)));
    open_anchors_.push_back(anchor);
  }
  void OnSequenceEnd() override { EndContainer(); }

  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    CheckContainer(mark, tag, "tag:yaml.org,2002:map");
    Require(builder_.StartMap(PositionOf(mark)));
    open_anchors_.push_back(anchor);
  }
  void OnMapEnd() override { EndContainer(); }

 private:
  void Require(bool ok) {
    if (!ok) throw Stopped();
  }

  [[noreturn]] void Fail(Position position, std::string message) {
    builder_.Fail(position, std::move(message));
    throw Stopped();
  }

  [[noreturn]] void FailSyntax(Position position, std::string message) {
    std::optional<DecodeError> mistake = FindMistake(text_, position);
    if (mistake) Fail(mistake->position, std::move(mistake->message));
    Fail(position, std::move(message));
  }

  [[noreturn]] void FailExpansion(Position position) {
    Fail(position,
         "anchors and aliases expand beyond the limits of a document; write the values "
         "out, in several documents");
  }

  // Tag "?" marks a plain scalar, "!" a quoted one.
  Value ReadScalar(Position position, const std::string& tag, const std::string& text) {
    if (text.find('\0') != std::string::npos) Fail(position, "a NUL character; remove it");
    if (!IsUtf8(text)) {  // yaml-cpp gives one byte for these two escapes
      Fail(position, "the escapes \\N and \\_ are not supported; write \\u0085 and \\u00a0");
    }
    if (tag == "!" || tag == "tag:yaml.org,2002:str") return Value::String(text);
    if (tag != "?" && !tag.empty()) FailTag(position, tag);
    std::optional<Value> scalar = ResolvePlainScalar(text);
    if (!scalar) Fail(position, text + " is no JSON number; put it in quotes if it is text");
    return *std::move(scalar);
  }

  void AddKey(Value key, const std::string& tag, YAML::anchor_t anchor) {
    if (tag == "?" && key.text == "<<") {
      Fail(key.position, "merge keys (\"<<\") are not supported; write the fields out");
    }
    if (anchor != YAML::NullAnchor) Fail(key.position, "an anchor on a key; remove it");
    Require(builder_.Key(std::move(key.text), key.position));
  }

  void AddScalar(Value scalar, YAML::anchor_t anchor) {
    Require(builder_.Add(std::move(scalar)));
    StoreAnchor(anchor);
  }

  void CheckContainer(const YAML::Mark& mark, const std::string& tag, std::string_view own_tag) {
    const Position position = PositionOf(mark);
    if (builder_.ExpectsKey()) FailSyntax(position, "a list or map as a key; write a string");
    if (tag != "?" && tag != "!" && !tag.empty() && tag != own_tag) FailTag(position, tag);
  }

  [[noreturn]] void FailTag(Position position, const std::string& tag) {
    Fail(position, "tag \"" + tag + "\" is not supported; remove it");
  }

  void EndContainer() {
    Require(builder_.End());
    const YAML::anchor_t anchor = open_anchors_.back();
    open_anchors_.pop_back();
    StoreAnchor(anchor);
  }

  void StoreAnchor(YAML::anchor_t anchor) {
    if (anchor == YAML::NullAnchor) return;
    if (!anchors_.Store(anchor, builder_.last())) FailExpansion(builder_.last().position);
  }

  const std::string_view text_;
  const int max_depth_;
  DocumentBuilder& builder_;
  Anchors anchors_;
  std::vector<YAML::anchor_t> open_anchors_;
  bool first_ = true;
};

// yaml-cpp takes it for a part of the text around it; other readers see a line end.
std::optional<DecodeError> FindLoneCarriageReturn(std::string_view text) {
  for (size_t at = text.find('\r'); at != text.npos; at = text.find('\r', at + 1)) {
    if (text.substr(at, 2) == "\r\n") continue;
    return DecodeError{resource::PositionOf(text, at),
                       "a carriage return without a line feed; end lines with a line feed"};
  }
  return std::nullopt;
}

std::optional<DecodeError> CheckYamlText(std::string_view text, const Budget& budget) {
  std::optional<DecodeError> error = CheckSourceText(text, budget);
  return error ? error : FindLoneCarriageReturn(text);
}

// yaml-cpp takes the end of the text for the end of a quoted string, unless something stands on the
// last line: a comment does, and means nothing anywhere else.
std::string WithoutOpenEnd(std::string_view text) {
  text = text.substr(0, text.find_last_not_of(" \t") + 1);
  std::string closed(text);
  if (closed.ends_with('\n')) closed += '#';
  return closed;
}

// Stops at the end of the stream or with an error in the builder.
void Parse(std::string_view text, const Budget& budget, DocumentBuilder& builder) {
  try {
    std::istringstream stream{WithoutOpenEnd(text)};
    YAML::Parser parser(stream);
    Handler handler(text, budget, builder);
    while (parser.HandleNextDocument(handler)) {
    }
  } catch (const Stopped&) {
  } catch (const YAML::Exception& error) {
    std::optional<DecodeError> mistake = FindMistake(text, PositionOf(error.mark));
    if (mistake) {
      builder.Fail(mistake->position, std::move(mistake->message));
    } else {
      builder.Fail(PositionOf(error.mark), error.msg + kWayOut);
    }
  } catch (const std::exception& error) {
    builder.Fail({1, 1}, std::string(error.what()) + kWayOut);
  }
}

}  // namespace

Decoded DecodeYaml(std::string_view text, const Budget& budget) {
  DocumentBuilder builder(budget);
  if (std::optional<DecodeError> error = CheckYamlText(text, budget)) {
    builder.Fail(error->position, std::move(error->message));
    return builder.Finish();
  }
  text = WithoutByteOrderMark(text);
  Parse(text, budget, builder);
  Decoded decoded = builder.Finish();
  // What is missing at the end of the text has its place behind the end.
  if (decoded.error) decoded.error->position = NearestPosition(text, decoded.error->position);
  return decoded;
}

}  // namespace meshgate::resource
