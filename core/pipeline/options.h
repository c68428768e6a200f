// What the translator is told once, at start.
#ifndef MESHGATE_CORE_PIPELINE_OPTIONS_H_
#define MESHGATE_CORE_PIPELINE_OPTIONS_H_

#include <map>
#include <optional>
#include <string>

#include "core/ir/filter.h"
#include "core/pipeline/escaped_slashes.h"

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

// What the data plane says to `message` as a rule's configuration of the Envoy filter whose message
// type is `filter_type`: "", or what is wrong with it and the way out. [pure]
using FindInvalidEnvoyMessage = std::string (*)(const std::string& filter_type,
                                                const ir::EnvoyMessage& message);

inline std::string NoEnvoyMessages(const std::string&, const ir::EnvoyMessage&) {
  return "no data plane takes it; remove the filter";
}

struct Options {
  std::string controller_name = "gateways.kuma.io/controller";
  // Absent: every Gateway has an address of its own.
  std::optional<HostNetwork> host_network = {};
  // Written to Gateway.status.addresses when the Gateway names none.
  std::string default_address = "127.0.0.1";
  // The addresses of a Gateway are those that the input `addresses` says, and it is not Programmed
  // before it has those that it asks for; else they are the ones that its proxies bind.
  bool assigned_addresses = false;
  // Programmed is computed as if every proxy had acknowledged everything (translate).
  bool assume_acknowledged = false;
  // The provider fetches the objects of KindsReadByName one by one, and says of each that it is
  // there or absent (Inputs::absent). False: what is not there is absent.
  bool reads_by_name = false;
  // Of no matter to the translator itself: for sinks, and for those who tell what they do.
  EscapedSlashes escaped_slashes = EscapedSlashes::kRedirect;
  // Given by the sink that sends the messages.
  FindInvalidEnvoyMessage find_invalid_envoy_message = NoEnvoyMessages;
};

}  // namespace meshgate::pipeline

#endif  // MESHGATE_CORE_PIPELINE_OPTIONS_H_
