#include "controllers/infra/kubernetes/merge.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "controllers/infra/kubernetes/quantity.h"
#include "core/resource/well_known.h"
#include "core/resource/yaml.h"

namespace meshgate::infra {
namespace {

using resource::Value;

// `content` is YAML in flow style, behind apiVersion, kind and name.
Value Parse(const std::string& content) {
  resource::Decoded decoded = resource::DecodeYaml(
      "{apiVersion: v1, kind: Service, metadata: {name: a, labels: {x: y}}, " + content + "}");
  EXPECT_FALSE(decoded.error) << decoded.error->message;
  return std::move(decoded.documents.at(0).value);
}

// What becomes of `observed`, which has the annotation that `before` left on it, once `wanted` is
// laid over it; without that annotation.
Value Merge(const std::string& before, const std::string& observed, const std::string& wanted) {
  Value old = Parse(before);
  NoteFields(old);
  Value current = Parse(observed);
  current.Find("metadata")->Set("annotations", *old.Find("metadata")->Find("annotations"));
  const auto object = resource::MakeObject(std::move(current), resource::kService);
  EXPECT_TRUE(object.ok()) << object.status();
  Value target = Parse(wanted);
  NoteFields(target);
  Value merged = MergeOver(target, **object);
  merged.Find("metadata")->Take("annotations");
  return merged;
}

TEST(MergeTest, NothingToDoIsNothing) {
  Value wanted = Parse("spec: {type: ClusterIP, ports: [{name: a, port: 1}]}");
  NoteFields(wanted);
  Value server = wanted;
  server.Find("spec")->Set("clusterIP", Value::String("10.0.0.1"));
  server.Find("spec")->Find("ports")->items[0].Set("nodePort", Value::Integer(30001));
  const auto object = resource::MakeObject(server, resource::kService);
  EXPECT_EQ(MergeOver(wanted, **object), (*object)->Thaw());
}

TEST(MergeTest, CasesOfFields) {
  const struct {
    const char* why;
    std::string before, observed, wanted, merged;
  } cases[] = {
      {"what the server adds stays", "spec: {a: 1}", "spec: {a: 1, b: 2}", "spec: {a: 1}",
       "spec: {a: 1, b: 2}"},
      {"an edit is reverted", "spec: {a: 1}", "spec: {a: 2}", "spec: {a: 1}", "spec: {a: 1}"},
      {"a selector with one label more would select nothing", "spec: {selector: {a: b}}",
       "spec: {selector: {a: b, c: d}}", "spec: {selector: {a: b}}", "spec: {selector: {a: b}}"},
      {"what somebody removed comes back", "spec: {a: {b: 1}}", "spec: {}", "spec: {a: {b: 1}}",
       "spec: {a: {b: 1}}"},
      {"another type is reverted", "spec: {a: {b: 1}}", "spec: {a: x}", "spec: {a: {b: 1}}",
       "spec: {a: {b: 1}}"},
      {"what is wanted no longer goes", "spec: {a: 1, b: 2}", "spec: {a: 1, b: 2, c: 3}",
       "spec: {a: 1}", "spec: {a: 1, c: 3}"},
      {"a map of it goes with its last field", "spec: {a: 1, m: {x: 1}}",
       "spec: {a: 1, m: {x: 1}}", "spec: {a: 1}", "spec: {a: 1}"},
      {"but keeps what others have in it", "spec: {a: 1, m: {x: 1}}",
       "spec: {a: 1, m: {x: 1, y: 2}}", "spec: {a: 1}", "spec: {a: 1, m: {y: 2}}"},
      {"what was not set stays although it is not wanted", "spec: {a: 1}", "spec: {a: 1, b: 2}",
       "spec: {a: 1}", "spec: {a: 1, b: 2}"},
      {"items keep what the server wrote into them, in any order",
       "ports: [{name: a, port: 1}, {name: b, port: 2}]",
       "ports: [{name: a, port: 1, nodePort: 30001}, {name: b, port: 2, nodePort: 30002}]",
       "ports: [{name: b, port: 2}, {name: a, port: 1}, {name: c, port: 3}]",
       "ports: [{name: b, port: 2, nodePort: 30002}, {name: a, port: 1, nodePort: 30001}, {name: "
       "c, port: 3}]"},
      {"items that somebody adds go", "ports: [{name: a, port: 1}]",
       "ports: [{name: a, port: 1}, {name: b, port: 2}]", "ports: [{name: a, port: 1}]",
       "ports: [{name: a, port: 1}]"},
      {"a field of an item that is wanted no longer goes", "ports: [{name: a, x: 1}]",
       "ports: [{name: a, x: 1, y: 2}]", "ports: [{name: a}]", "ports: [{name: a, y: 2}]"},
      {"texts in lists are compared as a whole", "args: [a, b]", "args: [a, c]", "args: [a, b]",
       "args: [a, b]"},
      {"owners that others add stay", "ownerReferences: [{uid: u, name: a}]",
       "ownerReferences: [{uid: v, name: b}, {uid: u, name: a}]",
       "ownerReferences: [{uid: u, name: a}]",
       "ownerReferences: [{uid: u, name: a}, {uid: v, name: b}]"},
      {"equal quantities are equal", "resources: {limits: {cpu: 2000m, memory: 1Gi}}",
       "resources: {limits: {cpu: '2', memory: 1Gi}}",
       "resources: {limits: {cpu: 2000m, memory: 1Gi}}",
       "resources: {limits: {cpu: '2', memory: 1Gi}}"},
      {"others are not", "resources: {limits: {cpu: 2000m}}", "resources: {limits: {cpu: '3'}}",
       "resources: {limits: {cpu: 2000m}}", "resources: {limits: {cpu: 2000m}}"},
  };
  for (const auto& [why, before, observed, wanted, merged] : cases) {
    EXPECT_EQ(Merge(before, observed, wanted), Parse(merged)) << why;
  }
}

TEST(MergeTest, WithoutTheAnnotationNothingIsRemoved) {
  const auto object = resource::MakeObject(Parse("spec: {a: 1, b: 2}"), resource::kService);
  Value wanted = Parse("spec: {a: 3}");
  NoteFields(wanted);
  const Value merged = MergeOver(wanted, **object);
  EXPECT_EQ(*merged.Find("spec"), *Parse("spec: {a: 3, b: 2}").Find("spec"));
}

TEST(QuantityTest, ReadsWhatKubernetesWrites) {
  const std::pair<std::string, double> cases[] = {
      {"1", 1},      {"0.5", 0.5},      {".5", 0.5},       {"+2", 2},    {"500m", 0.5},
      {"1e3", 1000}, {"1E+3", 1000},    {"12e-1", 1.2},    {"1k", 1000}, {"64Mi", 67108864},
      {"2E", 2e18},  {"1Ei", 1LL << 60}, {"100n", 0.0000001}};
  for (const auto& [text, number] : cases) EXPECT_EQ(ParseQuantity(text), number) << text;
  for (const char* text : {"", "m", "1x", "1 Mi", "1e", "1.2.3", "Mi", "--1", "1KiB"}) {
    EXPECT_EQ(ParseQuantity(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace meshgate::infra
