#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <string>
#include <utility>

#include "core/ir/filter.h"
#include "core/loader/call_plugin.h"
#include "core/loader/load.h"
#include "core/resource/kind.h"
#include "core/resource/object.h"
#include "core/resource/yaml.h"

namespace meshgate {
namespace {

std::string plugin_file;

// `spec` is YAML in flow style.
loader::Built<ir::Filter> Describe(const std::string& spec) {
  const absl::StatusOr<loader::Registry> registry = loader::Load({plugin_file});
  EXPECT_TRUE(registry.ok()) << registry.status();
  const resource::Kind kind = resource::Kind::Of("filters.example.com", "MaintenancePage");
  resource::Decoded decoded = resource::DecodeYaml(
      "{apiVersion: filters.example.com/v1, kind: MaintenancePage, "
      "metadata: {name: closed, namespace: demo}, spec: " +
      spec + "}\n");
  auto object = resource::MakeObject(std::move(decoded.documents.at(0).value), kind);
  EXPECT_TRUE(object.ok()) << object.status();
  return loader::CallBuild(*registry->FindFilterKind(kind), **object);
}

TEST(MaintenanceTest, AnswersWithThePage) {
  ir::Filter expected;
  expected.direct_response = ir::DirectResponse{503, "<h1>Closed</h1>"};
  expected.response_headers.set = {{"content-type", "text/html; charset=utf-8"},
                                   {"cache-control", "no-store"},
                                   {"retry-after", "120"}};
  EXPECT_EQ(
      Describe("{page: <h1>Closed</h1>, contentType: text/html, retryAfterSeconds: 120}").fragment,
      expected);
}

TEST(MaintenanceTest, PromisesNoEndUnlessToldSo) {
  for (const ir::HeaderValue& header : Describe("{page: Closed}").fragment.response_headers.set) {
    EXPECT_NE(header.name, "retry-after");
  }
}

TEST(MaintenanceTest, CountsBytes) {
  std::string page;
  for (int i = 0; i < 2049; ++i) page += "é";
  const loader::Built<ir::Filter> described = Describe("{page: " + page + "}");
  ASSERT_EQ(described.issues.size(), 1u);
  EXPECT_EQ(described.issues[0].field, "spec.page");
  page.resize(4096);
  EXPECT_TRUE(Describe("{page: " + page + "}").issues.empty());
}

}  // namespace
}  // namespace meshgate

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  if (argc != 2) return 2;
  meshgate::plugin_file = argv[1];
  return RUN_ALL_TESTS();
}
