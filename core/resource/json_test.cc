#include "core/resource/json.h"

#include <string>
#include <string_view>

#include "core/resource/tree.h"
#include "gtest/gtest.h"

namespace meshgate::resource {
namespace {

std::string Encoded(const Value& value) {
  std::string text;
  EncodeJson(value, text);
  return text;
}

// All documents, then the error.
std::string Decode(std::string_view json) {
  const Decoded decoded = DecodeJson(json);
  std::string text;
  for (const Document& document : decoded.documents) text += Encoded(document.value);
  if (decoded.error) {
    text += std::to_string(decoded.error->position.line) + ":" +
            std::to_string(decoded.error->position.column) + " " + decoded.error->message;
  }
  return text;
}

TEST(JsonTest, Decodes) {
  const struct {
    std::string_view json;
    std::string_view want;
  } cases[] = {
      {R"({"a":null,"b":true,"c":false,"d":{},"e":[],"f":"x"})",
       R"({"a":null,"b":true,"c":false,"d":{},"e":[],"f":"x"})"},
      {R"({"a":1.0,"b":-0,"c":1e3,"d":1.5e-7,"e":-12,"f":1e21})",
       R"({"a":1,"b":0,"c":1000,"d":1.5e-7,"e":-12,"f":1e+21})"},
      {R"({"a":1e17,"b":-9223372036854775809,"c":9223372036854775808})",
       R"({"a":1e+17,"b":-9.223372036854776e+18,"c":9223372036854775808})"},
      {R"({"a":9223372036854775807,"b":123456789012345678901234567890})",
       R"({"a":9223372036854775807,"b":1.2345678901234568e+29})"},
      {R"({"a":"\u00e9\ud83d\ude00\n\"\\\/"})", "{\"a\":\"é😀\\n\\\"\\\\/\"}"},
      {"\xef\xbb\xbf{\"a\":1}", R"({"a":1})"},
      {"{\"a\":\"}\\\"{\"}\n{\"b\":[{}]} {\"c\":2}{}\n",
       "{\"a\":\"}\\\"{\"}{\"b\":[{}]}{\"c\":2}{}"},
      {R"({"kind":"List","items":[{"kind":"A"},{"kind":"B"}]})", R"({"kind":"A"}{"kind":"B"})"},
      {R"({"kind":"FooList","apiVersion":"g/v1","items":[{"a":1}]})",
       R"({"a":1,"apiVersion":"g/v1","kind":"Foo"})"},
  };
  for (const auto& [json, want] : cases) EXPECT_EQ(Decode(json), want);
}

TEST(JsonTest, RefusesWithPositionAndWayOut) {
  const struct {
    std::string json;
    std::string_view want;
  } cases[] = {
      {"{\"a\":1,\n \"b\":2,\n \"a\":3}", "3:2 key \"a\" occurs twice in one object; remove one"},
      {R"({"a":01})", "1:6 \"01\" is no JSON number; correct it, or put it in quotes"},
      {R"({"a":1e400})", "1:6 \"1e400\" is no JSON number; correct it, or put it in quotes"},
      {R"({"a":"\u0000"})", "1:6 a NUL character; remove it"},
      {R"({"\u0000":1})", "1:2 a NUL character; remove it"},
      {"{\"a\":\"\xff\"}", "1:7 the text is not UTF-8; save it as UTF-8"},
      {"[1]", "1:1 a document must be an object; write fields such as \"kind: ...\""},
      {"{\"a\":" + std::string(1'000'000, '[') + std::string(1'000'000, ']') + "}",
       "1:133 nested deeper than 128 levels; flatten the document"},
      {std::string(1'000'000, '['), "1:129 nested deeper than 128 levels; flatten the document"},
      {"{\"a\":1,\n\"b\\\"\":\"c}",
       "2:7 A string is opened, but never closed.; correct the JSON at this place"},
      {"{\"a\":1,\n\"b\":\"c\td\"}",
       "2:7 Within strings, some characters must be escaped, we found unescaped characters; "
       "correct the JSON at this place"},
      {"{\"a\":1}\n\n{\"b\":01}",
       "{\"a\":1}3:6 \"01\" is no JSON number; correct it, or put it in quotes"},
      {"{\"a\":1}\n {\"b\":\"c}",
       "2:7 A string is opened, but never closed.; correct the JSON at this place"},
      {R"({"kind":"List","items":[{"kind":"A"},1]})",
       "{\"kind\":\"A\"}1:38 an item of a List must be an object; remove it"},
  };
  for (const auto& [json, want] : cases) EXPECT_EQ(Decode(json), want);
}

TEST(JsonTest, RefusesWhatIsNoJson) {
  for (const std::string_view json : {"",
                                      " ",
                                      "1",
                                      "\"a\"",
                                      "null",
                                      "{",
                                      "{\"a\":1",
                                      "{\"a\":1,}",
                                      "{\"a\":[1,]}",
                                      "{\"a\" 1}",
                                      "{\"a\":1 \"b\":2}",
                                      "{\"a\":tru}",
                                      "{\"a\":nullx}",
                                      "{\"a\":NaN}",
                                      "{\"a\":+1}",
                                      "{\"a\":1.}",
                                      "{\"a\":-}",
                                      "{\"a\":1}x",
                                      "{\"a\":1}]{}",
                                      "{a:1}",
                                      "{\"a\":\"\\ud800\"}",
                                      "{\"a\":\"\\x\"}",
                                      "{\"a\":\"\n\"}",
                                      "{/**/}",
                                      "{\"a\":[}]",
                                      "{\"a\"::1}"}) {
    const Decoded decoded = DecodeJson(json);
    ASSERT_TRUE(decoded.error) << json;
    EXPECT_GT(decoded.error->position.column, 0) << json;
    EXPECT_TRUE(decoded.documents.empty()) << json;
  }
}

TEST(JsonTest, BudgetsBoundSize) {
  const std::string_view json = R"({"a":["x","y"],"b":"zz"})";
  EXPECT_FALSE(DecodeJson(json).error);
  EXPECT_TRUE(DecodeJson(json, {.file_bytes = 10}).error);
  EXPECT_TRUE(DecodeJson(json, {.document_bytes = 5}).error);
  EXPECT_TRUE(DecodeJson(json, {.depth = 1}).error);
  EXPECT_TRUE(DecodeJson(json, {.nodes = 4}).error);
  const std::string_view list = R"({"kind":"List","items":[{"a":1},{"b":1}]})";
  const Decoded cut = DecodeJson(list, {.documents = 1});
  EXPECT_EQ(cut.documents.size(), 1u);
  EXPECT_TRUE(cut.error);
}

TEST(JsonTest, NodesEncodeSorted) {
  const Decoded decoded = DecodeJson(R"({"b":[1,{"d":"x","c":null}],"a":true})");
  std::string text;
  EncodeJson(Tree::Freeze(decoded.documents.at(0).value)->root(), text);
  EXPECT_EQ(text, R"({"a":true,"b":[1,{"c":null,"d":"x"}]})");
}

}  // namespace
}  // namespace meshgate::resource
