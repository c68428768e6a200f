#include "core/resource/schema.h"

#include <string>
#include <string_view>
#include <vector>

#include "core/resource/json.h"
#include "core/resource/schema_parser.h"
#include "core/resource/schema_text.h"
#include "core/resource/yaml.h"
#include "gtest/gtest.h"

namespace meshgate::resource {
namespace {

constexpr char kSchema[] = R"(
type: object
required: [name]
properties:
  name: {type: string, enum: [a, b]}
  count: {type: integer, default: 1}
  ratio: {type: number}
  on: {type: boolean}
  port: {x-kubernetes-int-or-string: true}
  any: {}
  maybe: {type: string, nullable: true, default: x}
  code: {type: integer, enum: [301, 302]}
  nested:
    type: object
    properties:
      inner: {type: string, default: deep}
  whole:
    type: object
    default: {}
    properties:
      part: {type: string, default: p}
  list:
    type: array
    items:
      type: object
      required: [id]
      properties:
        id: {type: string}
        weight: {type: integer, default: 1}
  labels: {type: object, additionalProperties: {type: string}}
)";

Value Parse(std::string_view yaml) { return DecodeYaml(yaml).documents.at(0).value; }

// The errors, one per line: "line:column path | message".
std::string Errors(std::string_view yaml) {
  Value value = Parse(yaml);
  const Schema schema(ParseSchemaText(kSchema));
  std::vector<FieldError> ignored;
  schema.Complete(value, ignored);
  std::string text;
  for (const FieldError& error : schema.Validate(value)) {
    text += std::to_string(error.position.line) + ":" + std::to_string(error.position.column) +
            " " + error.path + " | " + error.message + "\n";
  }
  return text;
}

std::string Completed(std::string_view yaml) {
  Value value = Parse(yaml);
  const Schema schema(ParseSchemaText(kSchema));
  std::vector<FieldError> ignored;
  schema.Complete(value, ignored);
  EXPECT_TRUE(schema.Validate(value).empty()) << yaml;
  std::string text;
  EncodeJson(value, text);
  return text;
}

TEST(SchemaTest, DefaultsAppearInsidePresentParentsOnly) {
  EXPECT_EQ(Completed("name: a"), R"({"name":"a","count":1,"maybe":"x","whole":{"part":"p"}})");
  EXPECT_EQ(Completed("{name: a, count: 2, maybe: z, whole: {part: q}, nested: {}, "
                      "list: [{id: i}]}"),
            R"({"name":"a","count":2,"maybe":"z","whole":{"part":"q"},"nested":{"inner":"deep"},)"
            R"("list":[{"id":"i","weight":1}]})");
}

TEST(SchemaTest, NullsBecomeTheDefaultOrGoUnlessAllowed) {
  EXPECT_EQ(Completed("{name: a, count: null, ratio: null, maybe: null, labels: {k: null, l: z}}"),
            R"({"name":"a","count":1,"maybe":null,"labels":{"l":"z"},"whole":{"part":"p"}})");
}

TEST(SchemaTest, UnknownFieldsGo) {
  EXPECT_EQ(Completed("{name: a, count: 1, maybe: x, whole: {part: p, b: 1}, extra: {a: [1]}}"),
            R"({"name":"a","count":1,"maybe":"x","whole":{"part":"p"}})");
}

TEST(SchemaTest, ErrorsAreTheApiServersWithPathAndPosition) {
  EXPECT_EQ(Errors("count: 1\n"), "1:1 name | Required value\n");
  EXPECT_EQ(Errors("name: c\n"),
            "1:7 name | Unsupported value: \"c\": supported values: \"a\", \"b\"\n");
  EXPECT_EQ(Errors("name: a\ncode: 305\n"),
            "2:7 code | Unsupported value: 305: supported values: \"301\", \"302\"\n");
  EXPECT_EQ(Errors("name: a\nlist:\n- id: i\n- weight: x\n"),
            "4:3 list[1].id | Required value\n"
            "4:11 list[1].weight | Invalid value: \"string\": list[1].weight in body must be of "
            "type integer: \"string\"\n");
  EXPECT_EQ(Errors("name: a\nlist: [null]\n"),
            "2:8 list[0] | Invalid value: \"null\": list[0] in body must be of type object: "
            "\"null\"\n");
  EXPECT_EQ(Errors("name: a\nlabels: {x: 1}\n"),
            "2:13 labels.x | Invalid value: \"integer\": labels.x in body must be of type string: "
            "\"integer\"\n");
  EXPECT_EQ(Errors("name: a\nport: true\n"),
            "2:7 port | Invalid value: \"boolean\": port in body must be of type integer,string: "
            "\"boolean\"\n");
}

TEST(SchemaTest, TypesAcceptWhatTheApiServerAccepts) {
  for (const std::string_view yaml : {"count: 80.0", "count: 1e3", "ratio: 1", "ratio: 1.5",
                                      "on: yes", "port: 80", "port: http", "any: [1]", "any: x"}) {
    EXPECT_EQ(Errors("name: a\n" + std::string(yaml)), "") << yaml;
  }
  for (const std::string_view yaml :
       {"count: 1.5", "count: '1'", "ratio: x", "on: 1", "on: 'true'", "port: 1.5", "nested: []",
        "list: {}", "labels: x", "maybe: 1"}) {
    EXPECT_NE(Errors("name: a\n" + std::string(yaml)), "") << yaml;
  }
}

TEST(SchemaTest, RefusesWhatIsNoSchema) {
  EXPECT_FALSE(ParseSchema(Value::String("x")).ok());
  EXPECT_FALSE(ParseSchema(Parse("{type: text}")).ok());
  EXPECT_FALSE(ParseSchema(Parse("{properties: {a: {items: 5}}}")).ok());
}

}  // namespace
}  // namespace meshgate::resource
