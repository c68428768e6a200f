#include "controllers/infra/bootstrap/bootstrap.h"
#include "controllers/infra/bootstrap/parts.h"
#include "envoy/config/listener/v3/listener.pb.h"
#include "envoy/extensions/filters/http/router/v3/router.pb.h"
#include "envoy/extensions/filters/network/http_connection_manager/v3/http_connection_manager.pb.h"
#include "envoy/extensions/transport_sockets/tls/v3/secret.pb.h"
#include "envoy/extensions/transport_sockets/tls/v3/tls.pb.h"
#include "envoy/extensions/upstreams/http/v3/http_protocol_options.pb.h"
#include "envoy/service/discovery/v3/discovery.pb.h"

namespace meshgate::infra {
namespace {

using envoy::config::bootstrap::v3::Bootstrap;
using envoy::config::cluster::v3::Cluster;
using envoy::config::core::v3::ApiVersion;
using envoy::config::core::v3::ConfigSource;
using envoy::extensions::filters::network::http_connection_manager::v3::HttpConnectionManager;
using envoy::extensions::transport_sockets::tls::v3::Secret;
using envoy::extensions::transport_sockets::tls::v3::SdsSecretConfig;
using envoy::extensions::transport_sockets::tls::v3::SubjectAltNameMatcher;
using envoy::extensions::transport_sockets::tls::v3::TlsParameters;
using envoy::extensions::transport_sockets::tls::v3::UpstreamTlsContext;

constexpr char kIdentity[] = "identity";
constexpr char kAuthority[] = "authority";

std::string FileOf(const std::string& secret) { return secret + ".json"; }

void NameSecret(const NetworkBootstrapParameters& parameters, const std::string& name,
                SdsSecretConfig& config) {
  config.set_name(name);
  ConfigSource& source = *config.mutable_sds_config();
  source.set_resource_api_version(ApiVersion::V3);
  source.mutable_path_config_source()->set_path(parameters.configuration_folder + "/" +
                                                FileOf(name));
}

void AddTls(const NetworkBootstrapParameters& parameters, Cluster& cluster) {
  UpstreamTlsContext tls;
  tls.set_sni(parameters.xds_server_name);
  auto& common = *tls.mutable_common_tls_context();
  common.mutable_tls_params()->set_tls_minimum_protocol_version(TlsParameters::TLSv1_3);
  common.mutable_tls_params()->set_tls_maximum_protocol_version(TlsParameters::TLSv1_3);
  common.add_alpn_protocols("h2");
  NameSecret(parameters, kIdentity, *common.add_tls_certificate_sds_secret_configs());
  auto& combined = *common.mutable_combined_validation_context();
  SubjectAltNameMatcher& name =
      *combined.mutable_default_validation_context()->add_match_typed_subject_alt_names();
  name.set_san_type(SubjectAltNameMatcher::DNS);
  name.mutable_matcher()->set_exact(parameters.xds_server_name);
  NameSecret(parameters, kAuthority, *combined.mutable_validation_context_sds_secret_config());
  cluster.mutable_transport_socket()->set_name("envoy.transport_sockets.tls");
  cluster.mutable_transport_socket()->mutable_typed_config()->PackFrom(tls);
}

void AddNetworkControlPlane(const NetworkBootstrapParameters& parameters, Bootstrap& bootstrap) {
  Cluster& cluster = AddControlPlane(bootstrap);
  cluster.set_type(Cluster::STRICT_DNS);
  cluster.set_dns_lookup_family(Cluster::ALL);
  cluster.mutable_connect_timeout()->set_seconds(5);
  auto& socket = *cluster.mutable_load_assignment()
                      ->add_endpoints()
                      ->add_lb_endpoints()
                      ->mutable_endpoint()
                      ->mutable_address()
                      ->mutable_socket_address();
  socket.set_address(parameters.xds_host);
  socket.set_port_value(parameters.xds_port);
  // A control plane that is gone without a word is noticed, and another one is asked.
  auto& keepalive = *cluster.mutable_upstream_connection_options()->mutable_tcp_keepalive();
  keepalive.mutable_keepalive_time()->set_value(10);
  keepalive.mutable_keepalive_interval()->set_value(5);
  keepalive.mutable_keepalive_probes()->set_value(3);
  AddTls(parameters, cluster);
}

// Envoy opens it with all other listeners: after its first complete configuration.
void AddReadyListener(int port, Bootstrap& bootstrap) {
  HttpConnectionManager manager;
  manager.set_stat_prefix("ready");
  auto& routes = *manager.mutable_route_config();
  routes.set_name("ready");
  auto& host = *routes.add_virtual_hosts();
  host.set_name("ready");
  host.add_domains("*");
  auto& route = *host.add_routes();
  route.mutable_match()->set_path("/ready");
  route.mutable_direct_response()->set_status(200);
  auto& filter = *manager.add_http_filters();
  filter.set_name("envoy.filters.http.router");
  filter.mutable_typed_config()->PackFrom(envoy::extensions::filters::http::router::v3::Router());

  auto& listener = *bootstrap.mutable_static_resources()->add_listeners();
  listener.set_name("ready");
  auto& address = *listener.mutable_address()->mutable_socket_address();
  address.set_address("0.0.0.0");
  address.set_port_value(port);
  listener.set_ignore_global_conn_limit(true);
  auto& network_filter = *listener.add_filter_chains()->add_filters();
  network_filter.set_name("envoy.filters.network.http_connection_manager");
  network_filter.mutable_typed_config()->PackFrom(manager);
}

std::string FileWith(const Secret& secret) {
  envoy::service::discovery::v3::DiscoveryResponse file;
  file.add_resources()->PackFrom(secret);
  return ToJson(file);
}

std::string BuildIdentity(const std::string& folder) {
  Secret secret;
  secret.set_name(kIdentity);
  auto& certificate = *secret.mutable_tls_certificate();
  certificate.mutable_certificate_chain()->set_filename(folder + "/tls.crt");
  certificate.mutable_private_key()->set_filename(folder + "/tls.key");
  certificate.mutable_watched_directory()->set_path(folder);
  return FileWith(secret);
}

std::string BuildAuthority(const std::string& folder) {
  Secret secret;
  secret.set_name(kAuthority);
  auto& context = *secret.mutable_validation_context();
  context.mutable_trusted_ca()->set_filename(folder + "/ca.crt");
  context.mutable_watched_directory()->set_path(folder);
  return FileWith(secret);
}

}  // namespace

std::map<std::string, std::string> BuildNetworkBootstrap(
    const NetworkBootstrapParameters& parameters) {
  Bootstrap bootstrap;
  bootstrap.mutable_node()->set_cluster(parameters.gateway);
  AddNetworkControlPlane(parameters, bootstrap);
  AddCommonParts(parameters.admin_socket, bootstrap);
  auto& dynamic = *bootstrap.mutable_dynamic_resources();
  // Not ready is better than ready with nothing.
  dynamic.mutable_cds_config()->mutable_initial_fetch_timeout();
  dynamic.mutable_lds_config()->mutable_initial_fetch_timeout();
  AddReadyListener(parameters.ready_port, bootstrap);
  return {{kBootstrapFile, ToJson(bootstrap)},
          {FileOf(kAuthority), BuildAuthority(parameters.credentials_folder)},
          {FileOf(kIdentity), BuildIdentity(parameters.credentials_folder)}};
}

}  // namespace meshgate::infra
