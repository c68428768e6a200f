#include "controllers/sinks/xds/envoy_filters.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>
#include <memory>
#include <string_view>
#include <vector>

#include "controllers/sinks/xds/wire.h"
#include "core/base/check.h"
#include "core/pipeline/ir_value.h"
#include "core/resource/json.h"
#include "envoy/extensions/filters/http/buffer/v3/buffer.pb.h"
#include "envoy/extensions/filters/http/local_ratelimit/v3/local_rate_limit.pb.h"
#include "google/protobuf/util/json_util.h"

namespace meshgate::xds {
namespace {

using envoy::extensions::filters::http::buffer::v3::Buffer;
using envoy::extensions::filters::http::buffer::v3::BufferPerRoute;
using envoy::extensions::filters::http::local_ratelimit::v3::LocalRateLimit;
using google::protobuf::Message;

struct SupportedFilter {
  const Message* filter;
  const Message* route;
};

std::array<SupportedFilter, 2> SupportedFilters() {
  return {{{&Buffer::default_instance(), &BufferPerRoute::default_instance()},
           {&LocalRateLimit::default_instance(), &LocalRateLimit::default_instance()}}};
}

std::string UnknownType(const std::string& type) {
  std::string known;
  for (const SupportedFilter& supported : SupportedFilters()) {
    known += (known.empty() ? "" : ", ") + supported.filter->GetTypeName();
  }
  return "the message type \"" + type + "\" is not supported here; the filters are " + known;
}

// "" or why the message does not read as `into`. A field that the type does not have is refused.
std::string Read(const ir::EnvoyMessage& message, Message& into) {
  std::string json;
  resource::EncodeJson(pipeline::ToResourceValue(message.fields), json);
  const auto status = google::protobuf::util::JsonStringToMessage(json, &into);
  if (status.ok()) return "";
  return "the fields do not fit " + message.type + ": " + std::string(status.message());
}

// Where Envoy reads a message; it checks more of a route's.
enum class Place { kListener, kRoute };

std::string FindInvalid(const Buffer& buffer) {
  if (buffer.max_request_bytes().value() > 0) return "";
  return "max_request_bytes must be more than 0";
}

std::string FindInvalid(const BufferPerRoute& route) {
  if (route.has_buffer()) return FindInvalid(route.buffer());
  return route.disabled() ? "" : "one of buffer and disabled must be set";
}

// Fields with formats, descriptors or cluster names, of which Envoy checks more than their types.
std::string FindUnsupportedField(const LocalRateLimit& limit) {
  static constexpr std::string_view kFields[] = {"stat_prefix",
                                                 "status",
                                                 "token_bucket",
                                                 "filter_enabled",
                                                 "filter_enforced",
                                                 "enable_x_ratelimit_headers",
                                                 "local_rate_limit_per_downstream_connection"};
  std::vector<const google::protobuf::FieldDescriptor*> fields;
  limit.GetReflection()->ListFields(limit, &fields);
  for (const auto* const field : fields) {
    if (std::find(std::begin(kFields), std::end(kFields), field->name()) == std::end(kFields)) {
      return "field " + field->name() + " is not supported; leave it out";
    }
  }
  return "";
}

std::string FindInvalid(const envoy::type::v3::TokenBucket& bucket) {
  constexpr int64_t kMinFillMs = 50;
  constexpr int64_t kMaxFillSeconds = 1'000'000'000;  // Envoy counts nanoseconds in 64 bits.
  if (bucket.max_tokens() == 0) return "token_bucket.max_tokens must be more than 0";
  if (bucket.has_tokens_per_fill() && bucket.tokens_per_fill().value() == 0) {
    return "token_bucket.tokens_per_fill must be more than 0";
  }
  const auto& interval = bucket.fill_interval();
  if (interval.seconds() > kMaxFillSeconds ||
      interval.seconds() * 1000 + interval.nanos() / 1000000 < kMinFillMs) {
    return "token_bucket.fill_interval must be from 50ms to 1000000000s";
  }
  return "";
}

// Empty is an enumerator that Envoy does not take.
bool IsStatus(envoy::type::v3::StatusCode code) {
  return code != envoy::type::v3::Empty && envoy::type::v3::StatusCode_IsValid(code);
}

bool IsShare(bool present, const envoy::config::core::v3::RuntimeFractionalPercent& share) {
  return !present ||
         (share.has_default_value() && envoy::type::v3::FractionalPercent::DenominatorType_IsValid(
                                           share.default_value().denominator()));
}

std::string FindInvalid(const LocalRateLimit& limit, Place place) {
  if (std::string error = FindUnsupportedField(limit); !error.empty()) return error;
  if (limit.stat_prefix().empty()) return "stat_prefix must not be empty";
  if (limit.has_status() && !IsStatus(limit.status().code())) {
    return "status.code must be a status";
  }
  if (!envoy::extensions::common::ratelimit::v3::XRateLimitHeadersRFCVersion_IsValid(
          limit.enable_x_ratelimit_headers())) {
    return "enable_x_ratelimit_headers must be an enumerator";
  }
  if (!IsShare(limit.has_filter_enabled(), limit.filter_enabled()) ||
      !IsShare(limit.has_filter_enforced(), limit.filter_enforced())) {
    return "filter_enabled and filter_enforced must have a default_value";
  }
  if (limit.has_token_bucket()) return FindInvalid(limit.token_bucket());
  return place == Place::kListener ? "" : "token_bucket must be set";
}

std::string FindInvalid(const Message& message, Place place) {
  if (const auto* buffer = dynamic_cast<const Buffer*>(&message)) return FindInvalid(*buffer);
  if (const auto* route = dynamic_cast<const BufferPerRoute*>(&message)) return FindInvalid(*route);
  return FindInvalid(dynamic_cast<const LocalRateLimit&>(message), place);
}

std::string FindInvalidAs(const Message& prototype, const ir::EnvoyMessage& message, Place place) {
  const std::unique_ptr<Message> parsed(prototype.New());
  const std::string error = Read(message, *parsed);
  return error.empty() ? FindInvalid(*parsed, place) : error;
}

}  // namespace

std::string FindInvalidEnvoyFilter(const ir::EnvoyMessage& message) {
  for (const SupportedFilter& supported : SupportedFilters()) {
    if (message.type == supported.filter->GetTypeName()) {
      return FindInvalidAs(*supported.filter, message, Place::kListener);
    }
  }
  return UnknownType(message.type);
}

std::string FindInvalidRouteConfig(const std::string& filter_type,
                                   const ir::EnvoyMessage& message) {
  for (const SupportedFilter& supported : SupportedFilters()) {
    if (filter_type != supported.filter->GetTypeName()) continue;
    if (message.type == supported.route->GetTypeName()) {
      return FindInvalidAs(*supported.route, message, Place::kRoute);
    }
    // Envoy would take it and ignore it.
    return "the filter " + filter_type + " takes " + supported.route->GetTypeName() + ", not " +
           message.type;
  }
  return UnknownType(filter_type);
}

void PackEnvoyMessage(const ir::EnvoyMessage& message, google::protobuf::Any& out) {
  for (const SupportedFilter& supported : SupportedFilters()) {
    for (const Message* const prototype : {supported.filter, supported.route}) {
      if (message.type != prototype->GetTypeName()) continue;
      const std::unique_ptr<Message> parsed(prototype->New());
      const std::string error = Read(message, *parsed);
      MG_CHECK(error.empty(), error);
      return PackAny(*parsed, out);
    }
  }
  MG_CHECK(false, UnknownType(message.type));
}

}  // namespace meshgate::xds
