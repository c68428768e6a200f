#include "controllers/sinks/xds/render_listener.h"

#include "controllers/sinks/xds/access_log.h"
#include "controllers/sinks/xds/defaults.h"
#include "controllers/sinks/xds/envoy_filters.h"
#include "controllers/sinks/xds/render_tcp_proxy.h"
#include "controllers/sinks/xds/render_tls_chain.h"
#include "controllers/sinks/xds/wire.h"
#include "envoy/config/accesslog/v3/accesslog.pb.h"
#include "envoy/config/listener/v3/listener.pb.h"
#include "envoy/config/listener/v3/listener_components.pb.h"
#include "envoy/extensions/filters/http/router/v3/router.pb.h"
#include "envoy/extensions/filters/network/http_connection_manager/v3/http_connection_manager.pb.h"
#include "envoy/extensions/http/early_header_mutation/header_mutation/v3/header_mutation.pb.h"

namespace meshgate::xds {
namespace {

namespace listener = envoy::config::listener::v3;
namespace core = envoy::config::core::v3;
using envoy::extensions::filters::network::http_connection_manager::v3::HttpConnectionManager;

HttpConnectionManager::PathWithEscapedSlashesAction ActionOn(pipeline::EscapedSlashes slashes) {
  switch (slashes) {
    case pipeline::EscapedSlashes::kRedirect:
      return HttpConnectionManager::UNESCAPE_AND_REDIRECT;
    case pipeline::EscapedSlashes::kKeep:
      return HttpConnectionManager::KEEP_UNCHANGED;
    case pipeline::EscapedSlashes::kReject:
      return HttpConnectionManager::REJECT_REQUEST;
  }
  return HttpConnectionManager::REJECT_REQUEST;
}

// What a request may look like and what is made of its path before routes see it.
void RenderRequestChecks(pipeline::EscapedSlashes slashes, HttpConnectionManager& out) {
  out.mutable_use_remote_address()->set_value(true);
  // No client of an edge proxy is trusted, but an empty list means every private address: name one
  // that no client has.
  auto& trusted = *out.mutable_internal_address_config()->add_cidr_ranges();
  trusted.set_address_prefix("255.255.255.255");
  trusted.mutable_prefix_len()->set_value(32);
  out.mutable_normalize_path()->set_value(true);
  out.set_merge_slashes(true);
  out.set_path_with_escaped_slashes_action(ActionOn(slashes));
  out.mutable_common_http_protocol_options()->set_headers_with_underscores_action(
      core::HttpProtocolOptions::REJECT_REQUEST);
  out.mutable_http_protocol_options()->set_accept_http_10(true);
  auto& http2 = *out.mutable_http2_protocol_options();
  http2.mutable_max_concurrent_streams()->set_value(kHttp2Streams);
  http2.mutable_initial_stream_window_size()->set_value(kHttp2StreamWindowBytes);
  http2.mutable_initial_connection_window_size()->set_value(kHttp2ConnectionWindowBytes);
}

void RenderTimeouts(HttpConnectionManager& out) {
  SetDuration(kConnectionIdleTimeout,
              *out.mutable_common_http_protocol_options()->mutable_idle_timeout());
  SetDuration(kStreamIdleTimeout, *out.mutable_stream_idle_timeout());
  SetDuration(kRequestHeadersTimeout, *out.mutable_request_headers_timeout());
}

// Routes name the server, so that a rule can name another or none; here is the name for answers
// that no route has made.
void RenderServerName(HttpConnectionManager& out) {
  out.set_server_name(std::string(kServerName));
  out.set_server_header_transformation(HttpConnectionManager::PASS_THROUGH);
  auto& mapper = *out.mutable_local_reply_config()->add_mappers();
  auto& every_status = *mapper.mutable_filter()->mutable_status_code_filter()->mutable_comparison();
  every_status.set_op(envoy::config::accesslog::v3::ComparisonFilter::GE);
  every_status.mutable_value()->set_runtime_key("unused");
  core::HeaderValueOption& server = *mapper.add_headers_to_add();
  server.mutable_header()->set_key("server");
  server.mutable_header()->set_value(
      "%CEL(has(xds.route_metadata) && \"" + std::string(kServerRemovedMetadata) +
      "\" in xds.route_metadata.filter_metadata ? \"\" : \"" + std::string(kServerName) + "\")%");
  server.set_append_action(core::HeaderValueOption::ADD_IF_ABSENT);
}

void RenderFilters(const std::vector<EnvoyFilter>& filters, HttpConnectionManager& out) {
  for (const EnvoyFilter& filter : filters) {
    auto& rendered = *out.add_http_filters();
    rendered.set_name(filter.name);
    rendered.set_disabled(true);
    PackEnvoyMessage(filter.message, *rendered.mutable_typed_config());
  }
  auto& router = *out.add_http_filters();
  router.set_name("envoy.filters.http.router");
  PackAny(envoy::extensions::filters::http::router::v3::Router(), *router.mutable_typed_config());
}

void RenderConnectionManager(const std::string& name, const HttpOptions& options,
                             HttpConnectionManager& out) {
  out.set_stat_prefix(name);
  out.mutable_rds()->set_route_config_name(name);
  core::ConfigSource& source = *out.mutable_rds()->mutable_config_source();
  source.mutable_ads();
  source.set_resource_api_version(core::V3);
  RenderRequestChecks(options.escaped_slashes, out);
  RenderTimeouts(out);
  RenderServerName(out);
  out.add_upgrade_configs()->set_upgrade_type("websocket");
  RenderAccessLog(*out.add_access_log());
  RenderFilters(options.filters, out);
}

void RenderAddress(const std::string& ip, int port, core::Address& out) {
  out.mutable_socket_address()->set_address(ip);
  out.mutable_socket_address()->set_port_value(static_cast<uint32_t>(port));
}

// All but the filter chains.
listener::Listener RenderSocket(const std::string& name, const pipeline::PortListener& from) {
  listener::Listener out;
  out.set_name(name);
  RenderAddress(from.addresses.front(), from.bind_port, *out.mutable_address());
  for (size_t i = 1; i < from.addresses.size(); ++i) {
    RenderAddress(from.addresses[i], from.bind_port,
                  *out.add_additional_addresses()->mutable_address());
  }
  out.set_traffic_direction(core::INBOUND);
  // Otherwise two Envoys of one user would share a port, and a busy one would look programmed.
  out.mutable_enable_reuse_port()->set_value(false);
  out.mutable_per_connection_buffer_limit_bytes()->set_value(kConnectionBufferBytes);
  return out;
}

// Tells routes which listener the connection belongs to.
void RenderListenerName(const std::string& section, HttpConnectionManager& out) {
  envoy::extensions::http::early_header_mutation::header_mutation::v3::HeaderMutation mutation;
  core::HeaderValueOption& header = *mutation.add_mutations()->mutable_append();
  header.mutable_header()->set_key(std::string(kListenerHeader));
  header.mutable_header()->set_value(section);
  header.set_append_action(core::HeaderValueOption::OVERWRITE_IF_EXISTS_OR_ADD);
  core::TypedExtensionConfig& extension = *out.add_early_header_mutation_extensions();
  extension.set_name("envoy.http.early_header_mutation.header_mutation");
  PackAny(mutation, *extension.mutable_typed_config());
}

void RenderHttpFilter(const std::string& name, const HttpOptions& options,
                      const pipeline::PortListener::Chain& from, listener::FilterChain& chain) {
  listener::Filter& manager = *chain.add_filters();
  manager.set_name("envoy.filters.network.http_connection_manager");
  HttpConnectionManager config;
  RenderConnectionManager(name, options, config);
  if (from.protocol.ends_tls) RenderListenerName(from.host.frontend.section, config);
  PackAny(config, *manager.mutable_typed_config());
}

}  // namespace

base::SharedBytes RenderListener(const std::string& name, const pipeline::PortListener& from,
                                 const std::vector<const pipeline::L4Service*>& services,
                                 const HttpOptions& options) {
  listener::Listener out = RenderSocket(name, from);
  if (from.chains.front().protocol.ends_tls) RenderTlsInspector(*out.add_listener_filters());
  for (size_t i = 0; i < from.chains.size(); ++i) {
    const pipeline::PortListener::Chain& chain = from.chains[i];
    listener::FilterChain& rendered = *out.add_filter_chains();
    if (chain.protocol.ends_tls) RenderTlsChain(chain, rendered);
    if (chain.protocol.traffic == ir::Traffic::kHttp) {
      RenderHttpFilter(name, options, chain, rendered);
    } else {
      RenderTcpProxy(name, services[i] == nullptr ? pipeline::L4Service() : *services[i], rendered);
    }
  }
  return base::SharedBytes(Serialize(out));
}

}  // namespace meshgate::xds
