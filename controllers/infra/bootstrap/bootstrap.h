// What an Envoy process is started with: everything else comes over xDS.
//
// Both variants have delta ADS, the statistics that operators read (response classes, latency,
// connections, health) and no others, and a limit on connections. Equal parameters give equal
// bytes. [pure]
#ifndef MESHGATE_CONTROLLERS_INFRA_BOOTSTRAP_BOOTSTRAP_H_
#define MESHGATE_CONTROLLERS_INFRA_BOOTSTRAP_BOOTSTRAP_H_

#include <map>
#include <string>

namespace meshgate::infra {

// On the machine of the manager.
struct BootstrapParameters {
  std::string gateway;       // "namespace/name": node id and node cluster
  std::string xds_socket;    // Unix socket of its control plane
  std::string admin_socket;  // Unix socket that Envoy makes for its admin interface, mode 0600
};

// An envoy.config.bootstrap.v3.Bootstrap as JSON.
std::string BuildBootstrap(const BootstrapParameters& parameters);

// Somewhere in the network.
struct NetworkBootstrapParameters {
  std::string gateway;   // "namespace/name": node cluster; the node id is a flag of Envoy's
  std::string xds_host;  // name or address of its control plane
  int xds_port = 0;
  // What the control plane's certificate must be for, asked for by SNI.
  std::string xds_server_name;
  // Folder with ca.crt, tls.crt and tls.key, replaced as Kubernetes replaces volumes.
  std::string credentials_folder;
  // Folder where Envoy finds what BuildNetworkBootstrap returns.
  std::string configuration_folder;
  std::string admin_socket;  // as above
  // Where GET /ready answers 200 once the first configuration is complete, and nothing else does.
  int ready_port = 0;
};

inline constexpr char kBootstrapFile[] = "bootstrap.json";

// File name -> JSON: kBootstrapFile, and the files that it names. TLS 1.3 on both sides; renewed
// credentials are used without a restart. The proxy waits for its first configuration as long as it
// takes.
std::map<std::string, std::string> BuildNetworkBootstrap(
    const NetworkBootstrapParameters& parameters);

}  // namespace meshgate::infra

#endif  // MESHGATE_CONTROLLERS_INFRA_BOOTSTRAP_BOOTSTRAP_H_
