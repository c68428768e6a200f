#include "controllers/infra/bootstrap/bootstrap.h"

#include <google/protobuf/util/json_util.h>

#include "controllers/infra/bootstrap/parts.h"
#include "core/base/check.h"
#include "core/loader/expression.h"
#include "envoy/config/bootstrap/v3/bootstrap.pb.h"
#include "envoy/config/cluster/v3/cluster.pb.h"
#include "envoy/config/core/v3/config_source.pb.h"
#include "envoy/config/overload/v3/overload.pb.h"
#include "envoy/extensions/resource_monitors/downstream_connections/v3/downstream_connections.pb.h"
#include "envoy/extensions/upstreams/http/v3/http_protocol_options.pb.h"
#include "envoy/type/matcher/v3/string.pb.h"

namespace meshgate::infra {
namespace {

using envoy::config::bootstrap::v3::Bootstrap;
using envoy::config::cluster::v3::Cluster;
using envoy::config::core::v3::ApiConfigSource;
using envoy::config::core::v3::ApiVersion;
using envoy::config::core::v3::ConfigSource;
using envoy::extensions::resource_monitors::downstream_connections::v3::DownstreamConnectionsConfig;

constexpr char kControlPlane[] = "xds";
constexpr int kMaxDownstreamConnections = 50000;

constexpr const char* kStatPrefixes[] = {"cluster_manager.", "listener_manager.", "server.",
                                         "control_plane."};
constexpr const char* kStatSuffixes[] = {"_rq_1xx",           "_rq_2xx",
                                         "_rq_3xx",           "_rq_4xx",
                                         "_rq_5xx",           "downstream_rq_time",
                                         "upstream_rq_time",  "downstream_cx_active",
                                         "upstream_rq_total", "upstream_cx_active",
                                         "membership_healthy"};

void AddDynamicResources(Bootstrap& bootstrap) {
  auto& dynamic = *bootstrap.mutable_dynamic_resources();
  ApiConfigSource& ads = *dynamic.mutable_ads_config();
  ads.set_api_type(ApiConfigSource::DELTA_GRPC);
  ads.set_transport_api_version(ApiVersion::V3);
  // The node lists every extension of Envoy (61 kB); by default it is sent with every request.
  ads.set_set_node_on_first_message_only(true);
  ads.add_grpc_services()->mutable_envoy_grpc()->set_cluster_name(kControlPlane);
  for (ConfigSource* source : {dynamic.mutable_cds_config(), dynamic.mutable_lds_config()}) {
    source->mutable_ads();
    source->set_resource_api_version(ApiVersion::V3);
  }
}

void AddAdmin(const std::string& socket, Bootstrap& bootstrap) {
  auto& admin = *bootstrap.mutable_admin();
  auto& pipe = *admin.mutable_address()->mutable_pipe();
  pipe.set_path(socket);
  pipe.set_mode(0600);
  admin.set_ignore_global_conn_limit(true);
}

// Most of what a cluster costs Envoy is statistics that nobody reads.
void LimitStatistics(Bootstrap& bootstrap) {
  auto& matcher = *bootstrap.mutable_stats_config()->mutable_stats_matcher();
  auto& included = *matcher.mutable_inclusion_list();
  for (const char* prefix : kStatPrefixes) included.add_patterns()->set_prefix(prefix);
  for (const char* suffix : kStatSuffixes) included.add_patterns()->set_suffix(suffix);
  bootstrap.mutable_deferred_stat_options()->set_enable_deferred_creation_stats(true);
  bootstrap.mutable_cluster_manager()->set_enable_deferred_cluster_creation(true);
}

void LimitConnections(Bootstrap& bootstrap) {
  DownstreamConnectionsConfig limit;
  limit.set_max_active_downstream_connections(kMaxDownstreamConnections);
  auto& monitor = *bootstrap.mutable_overload_manager()->add_resource_monitors();
  monitor.set_name("envoy.resource_monitors.global_downstream_max_connections");
  monitor.mutable_typed_config()->PackFrom(limit);
}

void AddRuntime(Bootstrap& bootstrap) {
  auto& limits = *bootstrap.mutable_layered_runtime()->add_layers();
  limits.set_name("limits");
  (*limits.mutable_static_layer()->mutable_fields())["re2.max_program_size.error_level"]
      .set_number_value(loader::kMaxExpressionSize);
  // Lets an operator change runtime keys over the admin socket.
  auto& admin = *bootstrap.mutable_layered_runtime()->add_layers();
  admin.set_name("admin");
  admin.mutable_admin_layer();
}

}  // namespace

Cluster& AddControlPlane(Bootstrap& bootstrap) {
  Cluster& cluster = *bootstrap.mutable_static_resources()->add_clusters();
  cluster.set_name(kControlPlane);
  cluster.mutable_load_assignment()->set_cluster_name(kControlPlane);
  envoy::extensions::upstreams::http::v3::HttpProtocolOptions http;
  http.mutable_explicit_http_config()->mutable_http2_protocol_options();
  (*cluster.mutable_typed_extension_protocol_options())
      ["envoy.extensions.upstreams.http.v3.HttpProtocolOptions"]
          .PackFrom(http);
  return cluster;
}

void AddCommonParts(const std::string& admin_socket, Bootstrap& bootstrap) {
  AddDynamicResources(bootstrap);
  AddAdmin(admin_socket, bootstrap);
  LimitStatistics(bootstrap);
  LimitConnections(bootstrap);
  AddRuntime(bootstrap);
}

std::string ToJson(const google::protobuf::Message& message) {
  std::string json;
  const auto status = google::protobuf::util::MessageToJsonString(message, &json);
  MG_CHECK(status.ok(), "a bootstrap is always valid JSON");
  return json;
}

std::string BuildBootstrap(const BootstrapParameters& parameters) {
  Bootstrap bootstrap;
  bootstrap.mutable_node()->set_id(parameters.gateway);
  bootstrap.mutable_node()->set_cluster(parameters.gateway);
  Cluster& cluster = AddControlPlane(bootstrap);
  cluster.set_type(Cluster::STATIC);
  cluster.mutable_connect_timeout()->set_seconds(1);
  cluster.mutable_load_assignment()
      ->add_endpoints()
      ->add_lb_endpoints()
      ->mutable_endpoint()
      ->mutable_address()
      ->mutable_pipe()
      ->set_path(parameters.xds_socket);
  AddCommonParts(parameters.admin_socket, bootstrap);
  return ToJson(bootstrap);
}

}  // namespace meshgate::infra
