// What the translator is told once, at start.
#ifndef MESHGATE_CORE_PIPELINE_OPTIONS_H_
#define MESHGATE_CORE_PIPELINE_OPTIONS_H_

#include <map>
#include <optional>
#include <string>

namespace meshgate::pipeline {

struct SocketAddress {
  std::string ip;
  int port = 0;
  bool operator==(const SocketAddress&) const = default;
};

// All Gateways share the addresses of one machine, so two of them can want the same socket.
struct HostNetwork {
  // For Gateways without spec.addresses.
  std::string bind_address = "127.0.0.1";
  // "namespace/gateway:port" -> where that port binds instead; everything computed keeps the
  // declared port.
  std::map<std::string, SocketAddress> listeners;
};

struct Options {
  std::string controller_name = "gateways.kuma.io/controller";
  // Absent: every Gateway has an address of its own.
  std::optional<HostNetwork> host_network;
  // Written to Gateway.status.addresses when the Gateway names none.
  std::string default_address = "127.0.0.1";
  // Programmed is computed as if every proxy had acknowledged everything (translate).
  bool assume_acknowledged = false;
};

}  // namespace meshgate::pipeline

#endif  // MESHGATE_CORE_PIPELINE_OPTIONS_H_
