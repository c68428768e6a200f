#include "controllers/sinks/xds/envoy_filters.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "envoy/extensions/filters/http/local_ratelimit/v3/local_rate_limit.pb.h"

namespace meshgate::xds {
namespace {

using testing::HasSubstr;

constexpr char kLimit[] = "envoy.extensions.filters.http.local_ratelimit.v3.LocalRateLimit";
constexpr char kBuffer[] = "envoy.extensions.filters.http.buffer.v3.Buffer";
constexpr char kBufferPerRoute[] = "envoy.extensions.filters.http.buffer.v3.BufferPerRoute";

ir::EnvoyMessage Limit(ir::ValueMap bucket) {
  return {kLimit, {{"stat_prefix", "limit"}, {"token_bucket", std::move(bucket)}}};
}

TEST(EnvoyFiltersTest, PacksWhatFitsItsType) {
  const ir::EnvoyMessage message = Limit({{"max_tokens", 7}, {"fill_interval", "1.5s"}});
  EXPECT_EQ(FindInvalidEnvoyFilter(message), "");
  EXPECT_EQ(FindInvalidRouteConfig(kLimit, message), "");
  google::protobuf::Any any;
  PackEnvoyMessage(message, any);
  envoy::extensions::filters::http::local_ratelimit::v3::LocalRateLimit limit;
  ASSERT_TRUE(any.UnpackTo(&limit)) << any.type_url();
  EXPECT_EQ(limit.stat_prefix(), "limit");
  EXPECT_EQ(limit.token_bucket().max_tokens(), 7u);
  EXPECT_EQ(limit.token_bucket().fill_interval().nanos(), 500000000);
}

TEST(EnvoyFiltersTest, TextStaysText) {
  const std::string text = "a\"}, \"status\": {\"code\": 200}, \"x\": \"\n";
  google::protobuf::Any any;
  PackEnvoyMessage({kLimit, {{"stat_prefix", text}}}, any);
  envoy::extensions::filters::http::local_ratelimit::v3::LocalRateLimit limit;
  ASSERT_TRUE(any.UnpackTo(&limit));
  EXPECT_EQ(limit.stat_prefix(), text);
  EXPECT_FALSE(limit.has_status());
}

TEST(EnvoyFiltersTest, RefusesWhatEnvoyWouldRefuse) {
  const ir::ValueMap bucket = {{"max_tokens", 1}, {"fill_interval", "1s"}};
  const struct {
    ir::EnvoyMessage message;
    std::string error;
  } cases[] = {
      {{kLimit, {{"stat_prefix", "a"}, {"no_such_field", 1}}}, "no_such_field"},
      {{kLimit, {{"stat_prefix", 1}, {"token_bucket", "text"}}}, "do not fit"},
      {{kLimit, {{"stat_prefix", "\xff"}}}, "do not fit"},
      {{kLimit, {{"stat_prefix", "a"}, {"enable_x_ratelimit_headers", "NOPE"}}}, "do not fit"},
      {{kLimit, {{"stat_prefix", "a"}, {"enable_x_ratelimit_headers", 77}}}, "enumerator"},
      {{kLimit, {{"token_bucket", bucket}}}, "stat_prefix must not be empty"},
      {{kLimit, {{"stat_prefix", "a"}, {"status", ir::ValueMap{{"code", 299}}}}}, "status.code"},
      {{kLimit, {{"stat_prefix", "a"}, {"status", ir::ValueMap{}}}}, "status.code"},
      {{kLimit, {{"stat_prefix", "a"}, {"filter_enabled", ir::ValueMap{{"runtime_key", "k"}}}}},
       "default_value"},
      {{kLimit, {{"stat_prefix", "a"}, {"stage", 1}}}, "field stage is not supported"},
      {Limit({{"fill_interval", "1s"}}), "max_tokens must be more than 0"},
      {Limit({{"max_tokens", 1}, {"tokens_per_fill", 0}, {"fill_interval", "1s"}}),
       "tokens_per_fill must be more than 0"},
      {Limit({{"max_tokens", 1}}), "fill_interval must be from 50ms to 1000000000s"},
      {Limit({{"max_tokens", 1}, {"fill_interval", "0.049s"}}), "from 50ms"},
      {Limit({{"max_tokens", 1}, {"fill_interval", "-1s"}}), "from 50ms"},
      {Limit({{"max_tokens", 1}, {"fill_interval", "10000000000s"}}), "from 50ms"},
      {{kBuffer, {}}, "max_request_bytes must be more than 0"},
      {{"envoy.config.bootstrap.v3.Bootstrap", {}}, "is not supported here; the filters are "},
      {{"", {}}, "is not supported here"},
  };
  for (const auto& [message, error] : cases) {
    EXPECT_THAT(FindInvalidEnvoyFilter(message), HasSubstr(error));
  }
}

TEST(EnvoyFiltersTest, ALimitWithoutTokensIsForListenersAlone) {
  const ir::EnvoyMessage nothing = {kLimit, {{"stat_prefix", "a"}}};
  EXPECT_EQ(FindInvalidEnvoyFilter(nothing), "");
  EXPECT_EQ(FindInvalidRouteConfig(kLimit, nothing), "token_bucket must be set");
}

TEST(EnvoyFiltersTest, ARouteConfigurationGoesWithItsFilter) {
  const ir::EnvoyMessage buffer = {kBufferPerRoute,
                                   {{"buffer", ir::ValueMap{{"max_request_bytes", 100}}}}};
  EXPECT_EQ(FindInvalidRouteConfig(kBuffer, buffer), "");
  EXPECT_THAT(FindInvalidRouteConfig(kLimit, buffer), HasSubstr("takes envoy.extensions.filters"));
  EXPECT_THAT(FindInvalidRouteConfig(kBufferPerRoute, buffer), HasSubstr("not supported here"));
  EXPECT_THAT(FindInvalidRouteConfig(kBuffer, {kBufferPerRoute, {}}), HasSubstr("one of buffer"));
}

}  // namespace
}  // namespace meshgate::xds
