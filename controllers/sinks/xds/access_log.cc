#include "controllers/sinks/xds/access_log.h"

#include <cstddef>
#include <utility>

#include "controllers/sinks/xds/wire.h"
#include "envoy/config/accesslog/v3/accesslog.pb.h"
#include "envoy/config/core/v3/substitution_format_string.pb.h"
#include "envoy/extensions/access_loggers/stream/v3/stream.pb.h"
#include "google/protobuf/struct.pb.h"

namespace meshgate::xds {
namespace {

using envoy::extensions::access_loggers::stream::v3::StdoutAccessLog;

using LogField = std::pair<const char*, const char*>;

constexpr LogField kRequestFields[] = {
    {"time", "%START_TIME%"},
    {"method", "%REQ(:METHOD)%"},
    {"path", "%REQ(X-ENVOY-ORIGINAL-PATH?:PATH)%"},
    {"host", "%REQ(:AUTHORITY)%"},
    {"protocol", "%PROTOCOL%"},
    {"status", "%RESPONSE_CODE%"},
    {"flags", "%RESPONSE_FLAGS%"},
    {"details", "%RESPONSE_CODE_DETAILS%"},
    {"duration_ms", "%DURATION%"},
    {"bytes_received", "%BYTES_RECEIVED%"},
    {"bytes_sent", "%BYTES_SENT%"},
    {"client", "%DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT%"},
    {"route", "%ROUTE_NAME%"},
    {"backend", "%UPSTREAM_CLUSTER_RAW%"},
    {"upstream_host", "%UPSTREAM_HOST%"},
    {"request_id", "%REQ(X-REQUEST-ID)%"},
};

constexpr LogField kConnectionFields[] = {
    {"time", "%START_TIME%"},
    {"flags", "%RESPONSE_FLAGS%"},
    {"details", "%CONNECTION_TERMINATION_DETAILS%"},
    {"duration_ms", "%DURATION%"},
    {"bytes_received", "%BYTES_RECEIVED%"},
    {"bytes_sent", "%BYTES_SENT%"},
    {"client", "%DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT%"},
    {"route", "%FILTER_CHAIN_NAME%"},
    {"backend", "%UPSTREAM_CLUSTER_RAW%"},
    {"upstream_host", "%UPSTREAM_HOST%"},
};

template <size_t N>
void RenderLog(const LogField (&from)[N], envoy::config::accesslog::v3::AccessLog& out) {
  StdoutAccessLog log;
  auto& fields = *log.mutable_log_format()->mutable_json_format()->mutable_fields();
  for (const auto& [name, format] : from) fields[name].set_string_value(format);
  out.set_name("envoy.access_loggers.stdout");
  PackAny(log, *out.mutable_typed_config());
}

}  // namespace

void RenderAccessLog(envoy::config::accesslog::v3::AccessLog& out) {
  RenderLog(kRequestFields, out);
}

void RenderConnectionLog(envoy::config::accesslog::v3::AccessLog& out) {
  RenderLog(kConnectionFields, out);
}

}  // namespace meshgate::xds
