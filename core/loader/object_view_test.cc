#include "core/loader/object_view.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "core/plugin/node.h"
#include "core/resource/kind.h"
#include "core/resource/object.h"
#include "core/resource/yaml.h"

namespace meshgate::loader {
namespace {

using plugin::NodeType;

class ObjectViewTest : public testing::Test {
 protected:
  static resource::ObjectPtr MakeObject() {
    resource::Decoded decoded = resource::DecodeYaml(R"(
apiVersion: example.com/v1
kind: Thing
metadata: {name: one, namespace: demo, labels: {a: b}, annotations: {c: d}}
spec: {list: [x, null, z], map: {k2: v2, k1: v1}, empty: [], nothing: null, text: hi, flag: true,
       number: -12, fraction: 1.5, huge: 99999999999999999999}
)");
    return *resource::MakeObject(std::move(decoded.documents.at(0).value),
                                 resource::Kind::Of("example.com", "Thing"));
  }

  const resource::ObjectPtr object_ = MakeObject();
  const ObjectView view_{*object_};
  const plugin::Node spec_ = view_.spec();
};

TEST_F(ObjectViewTest, ShowsIdentityLabelsAndAnnotations) {
  EXPECT_EQ(view_.group(), "example.com");
  EXPECT_EQ(view_.kind(), "Thing");
  EXPECT_EQ(view_.ns(), "demo");
  EXPECT_EQ(view_.name(), "one");
  EXPECT_EQ(view_.Label("a"), "b");
  EXPECT_EQ(view_.Label("c"), "");
  EXPECT_EQ(view_.Annotation("c"), "d");
}

TEST_F(ObjectViewTest, ReadsScalars) {
  EXPECT_EQ(spec_["text"].type(), NodeType::kString);
  EXPECT_EQ(spec_["text"].Text("fallback"), "hi");
  EXPECT_EQ(spec_["flag"].type(), NodeType::kBool);
  EXPECT_TRUE(spec_["flag"].Bool());
  EXPECT_EQ(spec_["number"].type(), NodeType::kNumber);
  EXPECT_EQ(spec_["number"].Int(7), -12);
  EXPECT_EQ(spec_["fraction"].Int(7), 7);
  EXPECT_EQ(spec_["huge"].Int(7), 7);
  EXPECT_EQ(spec_["text"].Int(7), 7);
}

TEST_F(ObjectViewTest, AbsentAndNullAreFalseAndReadingOnGivesNothing) {
  for (const plugin::Node node : {spec_["absent"], spec_["nothing"], spec_["text"]["deeper"]}) {
    EXPECT_FALSE(node);
    EXPECT_EQ(node.type(), NodeType::kAbsent);
    EXPECT_EQ(node.size(), 0u);
    EXPECT_EQ(node.Text("fallback"), "fallback");
    EXPECT_FALSE(node["a"]["b"]);
    for (const plugin::Node child : node) ADD_FAILURE() << child.Text();
  }
}

TEST_F(ObjectViewTest, IteratesListsAndMaps) {
  std::string texts;
  for (const plugin::Node item : spec_["list"]) texts.append(item.Text("-")).append(",");
  EXPECT_EQ(texts, "x,-,z,");
  std::string fields;
  for (const plugin::Node value : spec_["map"]) {
    fields.append(value.key()).append("=").append(value.Text()).append(",");
  }
  EXPECT_EQ(fields, "k1=v1,k2=v2,");
  for (const plugin::Node item : spec_["empty"]) ADD_FAILURE() << item.Text();
}

}  // namespace
}  // namespace meshgate::loader
