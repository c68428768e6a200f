#include "controllers/sinks/xds/render_tcp_proxy.h"

#include "controllers/sinks/xds/access_log.h"
#include "controllers/sinks/xds/defaults.h"
#include "controllers/sinks/xds/names.h"
#include "controllers/sinks/xds/wire.h"
#include "envoy/config/listener/v3/listener_components.pb.h"
#include "envoy/extensions/filters/network/tcp_proxy/v3/tcp_proxy.pb.h"

namespace meshgate::xds {
namespace {

using envoy::extensions::filters::network::tcp_proxy::v3::TcpProxy;

// Envoy refuses a weight of zero and a list without entries.
void RenderBackends(const pipeline::L4Service& service, TcpProxy& out) {
  for (const pipeline::L4Backend& backend : service.backends) {
    if (backend.weight == 0) continue;
    auto& cluster = *out.mutable_weighted_clusters()->add_clusters();
    cluster.set_name(backend.backend ? ClusterName(*backend.backend)
                                     : std::string(kInvalidBackendCluster));
    cluster.set_weight(backend.weight);
  }
  if (!out.has_weighted_clusters()) out.set_cluster(std::string(kInvalidBackendCluster));
}

}  // namespace

void RenderTcpProxy(const std::string& stat_prefix, const pipeline::L4Service& service,
                    envoy::config::listener::v3::FilterChain& out) {
  // What the access log calls the route.
  if (service.route) out.set_name(RuleName(*service.route, service.rule_name, 0));
  TcpProxy config;
  config.set_stat_prefix(stat_prefix);
  RenderBackends(service, config);
  SetDuration(kConnectionIdleTimeout, *config.mutable_idle_timeout());
  config.mutable_max_connect_attempts()->set_value(kConnectAttempts);
  RenderConnectionLog(*config.add_access_log());
  auto& filter = *out.add_filters();
  filter.set_name("envoy.filters.network.tcp_proxy");
  PackAny(config, *filter.mutable_typed_config());
}

}  // namespace meshgate::xds
