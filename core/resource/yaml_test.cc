#include "core/resource/yaml.h"

#include <string>
#include <string_view>

#include "core/resource/json.h"
#include "core/resource/tree.h"
#include "gtest/gtest.h"

namespace meshgate::resource {
namespace {

std::string Json(const Value& value) {
  std::string text;
  EncodeJson(value, text);
  return text;
}

// All documents as JSON, then the error.
std::string Decode(std::string_view yaml, const Budget& budget = {}) {
  const Decoded decoded = DecodeYaml(yaml, budget);
  std::string text;
  for (const Document& document : decoded.documents) text += Json(document.value);
  if (decoded.error) {
    text += std::to_string(decoded.error->position.line) + ":" +
            std::to_string(decoded.error->position.column) + " " + decoded.error->message;
  }
  return text;
}

std::string Repeat(std::string_view part, int times) {
  std::string text;
  for (int i = 0; i < times; ++i) text += part;
  return text;
}

TEST(YamlDecodeTest, Decodes) {
  const struct {
    std::string_view yaml;
    std::string_view want;
  } cases[] = {
      {"", ""},
      {"---\n---\n# nothing\n", ""},
      {"a: 1\nb: '1'\nc: \"1\"\nd: x\n", R"({"a":1,"b":"1","c":"1","d":"x"})"},
      {"a:\n- b\n- {c: d}\n- [e]\nf: {}\ng: []\n", R"({"a":["b",{"c":"d"},["e"]],"f":{},"g":[]})"},
      {"a:\nb: ~\nc: null\n", R"({"a":null,"b":null,"c":null})"},
      {"a: |\n  x\n  y\nb: >-\n  x\n  y\n", R"({"a":"x\ny\n","b":"x y"})"},
      {"1: a\non: b\n", R"({"1":"a","true":"b"})"},
      {"a: !!str 1\n", R"({"a":"1"})"},
      {"a: b\n---\nc: d\n", R"({"a":"b"}{"c":"d"})"},
      {"\xef\xbb\xbf"
       "a: b\r\n---\r\nc: d\r\n",
       R"({"a":"b"}{"c":"d"})"},
      {"%YAML 1.1\n---\na: b\n", R"({"a":"b"})"},
      {"a: &x [1, {b: c}]\nd: *x\n", R"({"a":[1,{"b":"c"}],"d":[1,{"b":"c"}]})"},
      {"kind: List\nitems:\n- kind: A\n- kind: B\n", R"({"kind":"A"}{"kind":"B"})"},
      {"a: \"\\u00e9\\n\"\n", "{\"a\":\"é\\n\"}"},
  };
  for (const auto& [yaml, want] : cases) EXPECT_EQ(Decode(yaml), want) << yaml;
}

TEST(YamlDecodeTest, PositionsAreThoseOfTheText) {
  const Decoded decoded = DecodeYaml("a: 1\n---\nb:\n  - c\n  - d: e\n");
  const Value& list = *decoded.documents.at(1).value.Find("b");
  EXPECT_EQ(decoded.documents[1].position, (Position{3, 1}));
  EXPECT_EQ(list.items[0].position, (Position{4, 5}));
  EXPECT_EQ(list.items[1].Find("d")->position, (Position{5, 8}));
}

TEST(YamlDecodeTest, RefusesWithPositionAndWayOut) {
  const std::string text_after =
      " text after the end of the document; remove it, or put a line "
      "with \"---\" before it";
  const std::string expansion =
      " anchors and aliases expand beyond the limits of a document; "
      "write the values out, in several documents";
  const std::string no_object = " a document must be an object; write fields such as \"kind: ...\"";
  const std::string tab =
      " a tab in the indentation; YAML takes none, indent with spaces";
  const std::string no_break_space =
      " a no-break space (U+00A0) stands here; write a plain space";
  const std::string template_text =
      " \"{{\" looks like a template that was not rendered; give what, for example, "
      "\"helm template\" makes of it";
  const std::string two_objects =
      " occurs twice in one object; put a line with \"---\" between two objects, or remove one";
  const struct {
    std::string yaml;
    std::string want;
  } cases[] = {
      // LoadAll of yaml-cpp 0.7 never returns from these four.
      {",", "1:1" + text_after},
      {"{a: b},", "{\"a\":\"b\"}1:7" + text_after},
      {"- a\n,", "1:1" + no_object},
      {"--- ,", "1:5" + text_after},
      {"{a: b}\n{c: d}", "{\"a\":\"b\"}2:1" + text_after},
      {"a: b\n...\nc: d\n", "{\"a\":\"b\"}3:1" + text_after},
      {"hello", "1:1" + no_object},
      {"a: 1\nb: 2\na:\n  c: 3\n", "3:1 key \"a\" occurs twice in one object; remove one"},
      {"a: &a [*a]\n", "1:8 an alias inside its own anchor; write the value out"},
      {"a: &a {b: &b {c: *a}}\n", "1:18 an alias inside its own anchor; write the value out"},
      {"a: &x {b: 1}\nc: {<<: *x}",
       "2:5 merge keys (\"<<\") are not supported; write the fields out"},
      {"a: &x b\n*x : c", "2:1 an alias as a key; write the key out"},
      {"&x a: b", "1:1 an anchor on a key; remove it"},
      {"? {a: b}\n: c", "1:3 a list or map as a key; write a string"},
      {"~: a", "1:1 a key is missing; write one before the \":\""},
      {"a: !foo b", "1:4 tag \"!foo\" is not supported; remove it"},
      {"a: !!int '1'", "1:4 tag \"tag:yaml.org,2002:int\" is not supported; remove it"},
      {"a: .inf", "1:4 .inf is no JSON number; put it in quotes if it is text"},
      {std::string("a: b\0", 5),
       "1:5 control character 0x00; remove it, or save the text as UTF-8"},
      {"a: \"\\0\"", "1:4 a NUL character; remove it"},
      {"a: \"\\N\"", "1:4 the escapes \\N and \\_ are not supported; write \\u0085 and \\u00a0"},
      {"\"\\_\": a", "1:1 the escapes \\N and \\_ are not supported; write \\u0085 and \\u00a0"},
      {"a: no\rb: c\r\n", "1:6 a carriage return without a line feed; end lines with a line feed"},
      {"a: \"\\", "1:6 unknown escape character: \x4; correct the YAML at this place"},
      {"a: b\nc: \xff\n", "2:4 the text is not UTF-8; save it as UTF-8"},
      {std::string("\xff\xfe"
                   "a\0",
                   4),
       "1:1 the text is not UTF-8; save it as UTF-8"},
      {"a:\n   b: 1\n  c: 2", "3:3 end of map not found; correct the YAML at this place"},
      {"metadata:\n\tname: a", "2:1" + tab},
      {"a:\n  b: 1\n \tc: 2\nd: 3", "3:2" + tab},
      {"a:\xc2\xa0v1\nb: c", "1:3" + no_break_space},
      {"a: '\xc2\xa0 {{' # \t\xc2\xa0 {{\n  b: c",
       "2:3 end of map not found; correct the YAML at this place"},
      {"metadata:\n  name: {{ .Release.Name }}", "2:9" + template_text},
      {"a: b\n{{- if .Values.x }}\nc: d\n", "2:1" + template_text},
      {"kind: A\nmetadata: {}\nkind: B\n", "3:1 key \"kind\"" + two_objects},
      {"kind: A\nspec: {kind: A, kind: B}\n",
       "2:17 key \"kind\" occurs twice in one object; remove one"},
      {"a: \"b", "1:6 illegal EOF in scalar; correct the YAML at this place"},
      {Repeat("- ", 100'000), "1:129 nested deeper than 64 levels; flatten the document"},
      {"a0: &a0 " + Repeat("[", 40) + Repeat("]", 40) + "\na1: " + Repeat("[", 30) + "*a0" +
           Repeat("]", 30),
       "2:35" + expansion},
      {"a: &a \"" + Repeat("x", 2 << 20) + "\"\nb: [" + Repeat("*a,", 1000) + "]",
       "2:5" + expansion},
      {"- ? \n", "2:1 a key is missing; write one before the \":\""},
      {Repeat("---\n", 100'000) + "a: [",
       "100001:1 end of sequence flow not found; correct the YAML at this place"},
  };
  for (const auto& [yaml, want] : cases) EXPECT_EQ(Decode(yaml), want) << yaml.substr(0, 100);
}

TEST(YamlDecodeTest, AStringThatIsNotClosedIsNoString) {
  for (const std::string_view yaml :
       {"a: \"x", "a: \"x\n", "a: 'x\n\n", "a: \"x\r\n", "a: \"x\nb: c\n", "a: 'x\n ", "a: \"x\n\t",
        "a: 1\n'b\n", "? \"x\n"}) {
    const Decoded decoded = DecodeYaml(yaml);
    EXPECT_TRUE(decoded.documents.empty()) << yaml;
    ASSERT_TRUE(decoded.error) << yaml;
    EXPECT_EQ(decoded.error->message, "illegal EOF in scalar; correct the YAML at this place");
  }
}

TEST(YamlDecodeTest, TheLastLineIsReadAsAnyOther) {
  const struct {
    std::string_view yaml;
    std::string_view want;
  } cases[] = {{"a: |+\n  x\n\n", R"({"a":"x\n\n"})"},  {"a: |\n  x\n", R"({"a":"x\n"})"},
               {"a: |-\n  x\n", R"({"a":"x"})"},        {"a: |\n  x", R"({"a":"x"})"},
               {"a: b\n  c\n", R"({"a":"b c"})"},       {"a: b \t ", R"({"a":"b"})"},
               {"a: b\n...\n", R"({"a":"b"})"},         {"a: 'b'\n", R"({"a":"b"})"},
               {"a:\n- b\n-\n", R"({"a":["b",null]})"}, {"---\na: b\n---\n", R"({"a":"b"})"}};
  for (const auto& [yaml, want] : cases) EXPECT_EQ(Decode(yaml), want) << yaml;
}

TEST(YamlDecodeTest, AliasesOfManyDocumentsShareOneBudget) {
  const std::string document =
      "---\na: &a [" + Repeat("x,", 50) + "]\nb: [" + Repeat("*a,", 50) + "]\n";
  const Decoded decoded = DecodeYaml(Repeat(document, 1000));
  ASSERT_TRUE(decoded.error);
  EXPECT_NE(decoded.error->message.find("aliases expand"), std::string::npos);
  EXPECT_LT(decoded.documents.size(), 100u);
}

TEST(YamlDecodeTest, BillionLaughsStopsInsideTheBudget) {
  std::string yaml = "a0: &a0 [x,x,x,x,x,x,x,x,x]\n";
  for (int i = 1; i < 12; ++i) {
    const std::string n = std::to_string(i);
    yaml += "a" + n + ": &a" + n + " [" + Repeat("*a" + std::to_string(i - 1) + ",", 9) + "]\n";
  }
  const Decoded decoded = DecodeYaml(yaml);
  ASSERT_TRUE(decoded.error);
  EXPECT_NE(decoded.error->message.find("aliases expand"), std::string::npos);
}

TEST(YamlDecodeTest, BudgetsBoundSize) {
  const std::string_view yaml = "a: [x, w]\nb: zz\n---\nc: d\n";
  EXPECT_FALSE(DecodeYaml(yaml).error);
  EXPECT_TRUE(DecodeYaml(yaml, {.file_bytes = 10}).error);
  EXPECT_TRUE(DecodeYaml(yaml, {.document_bytes = 5}).error);
  EXPECT_TRUE(DecodeYaml(yaml, {.depth = 1}).error);
  EXPECT_TRUE(DecodeYaml(yaml, {.nodes = 4}).error);
  EXPECT_EQ(DecodeYaml(yaml, {.documents = 1}).documents.size(), 1u);
  EXPECT_TRUE(DecodeYaml(yaml, {.documents = 1}).error);
  EXPECT_FALSE(DecodeYaml(yaml, {.document_bytes = 6, .depth = 2, .nodes = 5}).error);
}

// Each of these once cost a YAML parser its linear time or its stack.
TEST(YamlDecodeTest, HostileFloodsReturn) {
  for (const std::string_view part :
       {"[",  "{", "{a: ", "[{", "? ",  "?\n",  "&a ",         "*a ",    "!",  "! ", ":",
        ": ", "'", "\"",   "]",  "-\n", "%A\n", "---\na: b\n", "a: b, ", "\n", " ",  "#"}) {
    const Decoded decoded = DecodeYaml(Repeat(part, 50'000));
    EXPECT_LE(decoded.documents.size(), Budget().documents) << part;
  }
}

TEST(YamlEncodeTest, WritesBlockStyle) {
  const std::string_view json = R"({"kind":"A","spec":{"list":[1,{"a":"b","c":{"d":"e"}},)"
                                R"([2,[3]],[],{}],"none":null,"on":true},"e":{}})";
  std::string yaml;
  EncodeYaml(DecodeJson(json).documents.at(0).value, yaml);
  EXPECT_EQ(yaml,
            "kind: A\n"
            "spec:\n"
            "  list:\n"
            "  - 1\n"
            "  - a: b\n"
            "    c:\n"
            "      d: e\n"
            "  - - 2\n"
            "    - - 3\n"
            "  - []\n"
            "  - {}\n"
            "  none: null\n"
            "  \"on\": true\n"
            "e: {}\n");
}

TEST(YamlEncodeTest, QuotesOnlyWhatWouldBeReadDifferently) {
  for (const std::string text :
       {"a", "a b", "a:b", "a#b", "/path", "example.com", "10.0.0.1", "x-1", "v1", "a\\b", "é"}) {
    std::string yaml;
    EncodeYaml(Value::String(text), yaml);
    EXPECT_EQ(yaml, text + "\n");
  }
  for (const std::string text : {"",     " a",   "a ",
                                 "y",    "No",   "null",
                                 "~",    "1",    "1.5",
                                 "0x1",  "1e3",  ".inf",
                                 "-",    "- a",  "*",
                                 "&a",   "!a",   "|",
                                 ">",    "%a",   "@a",
                                 "`a",   "'a",   "\"a",
                                 "{a",   "[a",   "]",
                                 ",a",   "#a",   "?",
                                 ":",    "a: b", "a #b",
                                 "a:",   "a\nb", "a\tb",
                                 "\x01", "1:30", "1970-01-01T00:00:00Z",
                                 "---",  "...",  "<<"}) {
    std::string yaml = "a: ";
    EncodeYaml(Value::String(text), yaml);
    EXPECT_EQ(yaml[3], '"') << text;
    EXPECT_EQ(DecodeYaml(yaml).documents.at(0).value.FindText("a"), text);
  }
}

TEST(YamlEncodeTest, KeysOfAnyLengthReadBack) {
  const std::string key(2000, 'k');
  const Value map = Value::Map({{key, Value::String("v"), {}}, {"b", Value::Map({}), {}}});
  const Value value = Value::Map({{"list", Value::List({map, map}), {}}, {key, map, {}}});
  std::string yaml;
  EncodeYaml(value, yaml);
  const Decoded decoded = DecodeYaml(yaml);
  ASSERT_FALSE(decoded.error) << decoded.error->message;
  EXPECT_EQ(decoded.documents.at(0).value, value);
}

TEST(YamlEncodeTest, NodesEncodeSortedAndReadBack) {
  const Decoded decoded = DecodeYaml("b: [1, {d: 'yes', c: ~}]\na: |\n  x\n  y\n");
  std::string yaml;
  EncodeYaml(Tree::Freeze(decoded.documents.at(0).value)->root(), yaml);
  EXPECT_EQ(yaml, "a: \"x\\ny\\n\"\nb:\n- 1\n- c: null\n  d: \"yes\"\n");
  EXPECT_EQ(DecodeYaml(yaml).documents.at(0).value, decoded.documents[0].value);
}

}  // namespace
}  // namespace meshgate::resource
