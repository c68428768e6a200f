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
  const resource::Kind kind = resource::Kind::Of("filters.example.com", "RateLimit");
  resource::Decoded decoded = resource::DecodeYaml(
      "{apiVersion: filters.example.com/v1, kind: RateLimit, "
      "metadata: {name: slow, namespace: demo}, spec: " +
      spec + "}\n");
  auto object = resource::MakeObject(std::move(decoded.documents.at(0).value), kind);
  EXPECT_TRUE(object.ok()) << object.status();
  return loader::CallBuild(*registry->FindFilterKind(kind), **object);
}

TEST(RateLimitTest, FillsATokenBucket) {
  const ir::ValueMap bucket = {
      {"max_tokens", 30}, {"tokens_per_fill", 30}, {"fill_interval", "90s"}};
  const loader::Built<ir::Filter> described = Describe("{requests: 30, per: 1m30s}");
  ASSERT_TRUE(described.issues.empty()) << described.issues[0].message;
  const ir::EnvoyMessage& message = *described.fragment.envoy_filter;
  EXPECT_EQ(message.type, "envoy.extensions.filters.http.local_ratelimit.v3.LocalRateLimit");
  EXPECT_EQ(message.fields.at(1), (ir::ValueField{"token_bucket", bucket}));
}

TEST(RateLimitTest, RefusesWhatIsNoDurationOfASecondOrMore) {
  for (const char* per : {"999ms", "1.5s", "0s", "soon"}) {
    const loader::Built<ir::Filter> described =
        Describe(std::string("{requests: 1, per: ") + per + "}");
    ASSERT_EQ(described.issues.size(), 1u) << per;
    EXPECT_EQ(described.issues[0].field, "spec.per");
  }
}

}  // namespace
}  // namespace meshgate

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  if (argc != 2) return 2;
  meshgate::plugin_file = argv[1];
  return RUN_ALL_TESTS();
}
