// Objects and what the code of a real API server made of them (k8s.io/apiextensions-apiserver
// 0.36: pruning, defaulting, structural schema, metadata and list types), recorded: one case a
// line.
//
//   {"kind":"Scalar","spec":{"s":"a"},"refused":["spec.s"]}          the fields that are told
//   {"kind":"Map","spec":{"x":1},"gives":{},"ignored":["spec.x"]}   the spec, the fields dropped
//
// "version" and "metadata" stand there unless they are v1 and {"name":"x"}. Left out is what we do
// differently: metadata of a wrong type is told at its field, not at "metadata"; so is an item of
// ownerReferences; 1.0 is the whole number 1, as kubectl sends it.
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/resource/json.h"
#include "core/resource/schema_catalog.h"
#include "core/resource/tree.h"
#include "core/resource/yaml.h"

namespace meshgate::resource {
namespace {

constexpr char kDefinitions[] = "core/resource/testdata/corpus_definitions.yaml";
constexpr char kCases[] = "core/resource/testdata/corpus_cases.jsonl";

using Texts = std::set<std::string>;

SchemaCatalog LoadCatalog() {
  std::ifstream file(kDefinitions);
  const Decoded decoded = DecodeYaml(std::string{std::istreambuf_iterator<char>(file), {}});
  EXPECT_FALSE(decoded.error) << decoded.error->message;
  SchemaCatalog catalog;
  for (const Document& document : decoded.documents) {
    const absl::Status status = catalog.AddCrd(document.value);
    EXPECT_TRUE(status.ok()) << status;
  }
  return catalog;
}

Value DocumentOf(const Value& recorded) {
  const std::string_view version = recorded.FindText("version");
  const bool has_version = recorded.Find("version") != nullptr;
  Value document = Value::Map();
  document.Set("apiVersion",
               Value::String("corpus.example/" + (has_version ? std::string(version) : "v1")));
  document.Set("kind", *recorded.Find("kind"));
  const Value* metadata = recorded.Find("metadata");
  document.Set("metadata", metadata ? *metadata : Value::Map({{"name", Value::String("x"), {}}}));
  if (const Value* spec = recorded.Find("spec")) document.Set("spec", *spec);
  return document;
}

Texts PathsOf(const std::vector<FieldError>& found) {
  Texts paths;
  for (const FieldError& each : found) paths.insert(each.path);
  return paths;
}

Texts TextsOf(const Value* list) {
  Texts texts;
  if (list == nullptr) return texts;
  for (const Value& item : list->items) texts.insert(item.text);
  return texts;
}

TEST(AdmissionCorpusTest, WhatAnApiServerMadeOfEachCase) {
  const SchemaCatalog catalog = LoadCatalog();
  std::ifstream cases(kCases);
  int admitted_count = 0, refused_count = 0;
  for (std::string line; std::getline(cases, line);) {
    SCOPED_TRACE(line);
    const Decoded decoded = DecodeJson(line);
    ASSERT_EQ(decoded.documents.size(), 1u);
    const Value& recorded = decoded.documents.front().value;
    const SchemaCatalog::Admitted admitted = catalog.Admit(DocumentOf(recorded));
    if (const Value* fields = recorded.Find("refused")) {
      ++refused_count;
      EXPECT_FALSE(admitted.object);
      EXPECT_EQ(PathsOf(admitted.errors), TextsOf(fields));
      continue;
    }
    ++admitted_count;
    EXPECT_EQ(PathsOf(admitted.errors), Texts());
    EXPECT_EQ(PathsOf(admitted.warnings), TextsOf(recorded.Find("ignored")));
    if (!admitted.object) continue;
    EXPECT_EQ(Thaw((*admitted.object)->spec()), *recorded.Find("gives"));
  }
  EXPECT_GT(admitted_count, 200);
  EXPECT_GT(refused_count, 400);
}

}  // namespace
}  // namespace meshgate::resource
