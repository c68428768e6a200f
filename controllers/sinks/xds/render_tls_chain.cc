#include "controllers/sinks/xds/render_tls_chain.h"

#include "controllers/sinks/xds/names.h"
#include "controllers/sinks/xds/wire.h"
#include "envoy/config/core/v3/config_source.pb.h"
#include "envoy/extensions/filters/listener/tls_inspector/v3/tls_inspector.pb.h"
#include "envoy/extensions/transport_sockets/tls/v3/common.pb.h"
#include "envoy/extensions/transport_sockets/tls/v3/secret.pb.h"
#include "envoy/extensions/transport_sockets/tls/v3/tls.pb.h"

namespace meshgate::xds {
namespace {

namespace core = envoy::config::core::v3;
namespace listener = envoy::config::listener::v3;
namespace tls = envoy::extensions::transport_sockets::tls::v3;

void RenderContext(const pipeline::PortListener::Chain& from, tls::CommonTlsContext& out) {
  tls::TlsParameters& params = *out.mutable_tls_params();
  params.set_tls_minimum_protocol_version(from.settings.min_version == ir::TlsVersion::k1_3
                                              ? tls::TlsParameters::TLSv1_3
                                              : tls::TlsParameters::TLSv1_2);
  for (const std::string& suite : from.settings.cipher_suites) params.add_cipher_suites(suite);
  out.add_alpn_protocols("h2");
  out.add_alpn_protocols("http/1.1");
  for (const pipeline::ObjectId& secret : from.certificates) {
    tls::SdsSecretConfig& config = *out.add_tls_certificate_sds_secret_configs();
    config.set_name(SecretName(secret));
    config.mutable_sds_config()->mutable_ads();
    config.mutable_sds_config()->set_resource_api_version(core::V3);
  }
}

}  // namespace

void RenderTlsInspector(listener::ListenerFilter& out) {
  out.set_name("envoy.filters.listener.tls_inspector");
  PackAny(envoy::extensions::filters::listener::tls_inspector::v3::TlsInspector(),
          *out.mutable_typed_config());
}

void RenderTlsChain(const pipeline::PortListener::Chain& from, listener::FilterChain& out) {
  out.set_name(from.host.frontend.section);
  // What is not TLS finds no chain, and is closed.
  out.mutable_filter_chain_match()->set_transport_protocol("tls");
  const std::string& name = from.host.hostname;
  if (name != "*") out.mutable_filter_chain_match()->add_server_names(name);
  core::TransportSocket& socket = *out.mutable_transport_socket();
  socket.set_name("envoy.transport_sockets.tls");
  tls::DownstreamTlsContext context;
  RenderContext(from, *context.mutable_common_tls_context());
  PackAny(context, *socket.mutable_typed_config());
}

}  // namespace meshgate::xds
