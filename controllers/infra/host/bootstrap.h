// What an Envoy process is started with: everything else comes over xDS.
#ifndef MESHGATE_CONTROLLERS_INFRA_HOST_BOOTSTRAP_H_
#define MESHGATE_CONTROLLERS_INFRA_HOST_BOOTSTRAP_H_

#include <string>

namespace meshgate::infra {

struct BootstrapParameters {
  std::string gateway;       // "namespace/name": node id and node cluster
  std::string xds_socket;    // Unix socket of its control plane
  std::string admin_socket;  // Unix socket that Envoy makes for its admin interface, mode 0600
};

// An envoy.config.bootstrap.v3.Bootstrap as JSON: delta ADS over the Unix socket, the statistics
// that operators read (response classes, latency, connections, health) and no others, a limit on
// connections. Equal parameters give equal bytes. [pure]
std::string BuildBootstrap(const BootstrapParameters& parameters);

}  // namespace meshgate::infra

#endif  // MESHGATE_CONTROLLERS_INFRA_HOST_BOOTSTRAP_H_
