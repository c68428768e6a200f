#include "controllers/sinks/xds/render_cluster.h"

#include "controllers/sinks/xds/defaults.h"
#include "controllers/sinks/xds/wire.h"
#include "core/pipeline/app_protocol.h"
#include "envoy/config/cluster/v3/cluster.pb.h"
#include "envoy/extensions/upstreams/http/v3/http_protocol_options.pb.h"
#include "google/protobuf/arena.h"

namespace meshgate::xds {
namespace {

using envoy::config::cluster::v3::Cluster;
using envoy::extensions::upstreams::http::v3::HttpProtocolOptions;

constexpr char kHttpProtocolOptions[] = "envoy.extensions.upstreams.http.v3.HttpProtocolOptions";

void RenderProtocol(const pipeline::Cluster& cluster, HttpProtocolOptions& out) {
  SetDuration(kConnectionIdleTimeout,
              *out.mutable_common_http_protocol_options()->mutable_idle_timeout());
  if (pipeline::SpeaksHttp2(cluster.app_protocol)) {
    auto& http2 = *out.mutable_explicit_http_config()->mutable_http2_protocol_options();
    http2.mutable_initial_stream_window_size()->set_value(kHttp2StreamWindowBytes);
    http2.mutable_initial_connection_window_size()->set_value(kHttp2ConnectionWindowBytes);
  } else {
    out.mutable_explicit_http_config()->mutable_http_protocol_options();
  }
}

void RenderLimits(Cluster& out) {
  out.mutable_per_connection_buffer_limit_bytes()->set_value(kConnectionBufferBytes);
  auto& limits = *out.mutable_circuit_breakers()->add_thresholds();
  limits.mutable_max_connections()->set_value(kClusterConnections);
  limits.mutable_max_pending_requests()->set_value(kClusterRequests);
  limits.mutable_max_requests()->set_value(kClusterRequests);
  limits.mutable_max_retries()->set_value(kClusterRetries);
  limits.set_track_remaining(true);
}

}  // namespace

base::SharedBytes RenderCluster(const std::string& name, const pipeline::Cluster& cluster) {
  google::protobuf::Arena arena;
  auto& out = *google::protobuf::Arena::CreateMessage<Cluster>(&arena);
  out.set_name(name);
  out.set_type(Cluster::EDS);
  auto& endpoints = *out.mutable_eds_cluster_config()->mutable_eds_config();
  endpoints.mutable_ads();
  endpoints.set_resource_api_version(envoy::config::core::v3::V3);
  SetDuration(cluster.connect_timeout.value_or(kConnectTimeout), *out.mutable_connect_timeout());
  RenderLimits(out);
  auto& protocol = *google::protobuf::Arena::CreateMessage<HttpProtocolOptions>(&arena);
  RenderProtocol(cluster, protocol);
  PackAny(protocol, (*out.mutable_typed_extension_protocol_options())[kHttpProtocolOptions]);
  return base::SharedBytes(Serialize(out));
}

}  // namespace meshgate::xds
