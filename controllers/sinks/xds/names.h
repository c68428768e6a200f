// The names of xDS resources and routes: what people meet in the access log and in Envoy's admin
// pages. [pure]
#ifndef MESHGATE_CONTROLLERS_SINKS_XDS_NAMES_H_
#define MESHGATE_CONTROLLERS_SINKS_XDS_NAMES_H_

#include <charconv>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

#include "core/pipeline/model.h"

namespace meshgate::xds {

// "NAMESPACE/SERVICE/PORT".
inline std::string ClusterName(const pipeline::BackendId& backend) {
  return backend.ns + "/" + backend.service + "/" + std::to_string(backend.port);
}

// The reverse; no value for another cluster, such as kInvalidBackendCluster.
inline std::optional<pipeline::BackendId> ParseClusterName(std::string_view name) {
  const size_t first = name.find('/');
  const size_t last = name.rfind('/');
  int port = 0;
  if (first == name.npos || first == last) return std::nullopt;
  const std::string_view number = name.substr(last + 1);
  const auto parsed = std::from_chars(number.data(), number.data() + number.size(), port);
  if (parsed.ec != std::errc() || parsed.ptr != number.data() + number.size()) return std::nullopt;
  return pipeline::BackendId{std::string(name.substr(0, first)),
                             std::string(name.substr(first + 1, last - first - 1)), port};
}

// Listener and RouteConfiguration of a port; every stream belongs to one proxy. "80", or "53/udp".
inline std::string PortName(const pipeline::PortId& port) {
  return std::to_string(port.port) + (port.transport == ir::Transport::kUdp ? "/udp" : "");
}

// The reverse; no value for another name.
inline std::optional<pipeline::PortId> ParsePortName(const pipeline::ObjectId& proxy,
                                                     std::string_view name) {
  pipeline::PortId port{proxy, ir::Transport::kTcp, 0};
  const auto parsed = std::from_chars(name.data(), name.data() + name.size(), port.port);
  if (parsed.ec != std::errc()) return std::nullopt;
  const std::string_view rest(parsed.ptr, name.data() + name.size() - parsed.ptr);
  if (rest == "/udp") port.transport = ir::Transport::kUdp;
  if (name != PortName(port)) return std::nullopt;
  return port;
}

// The certificate of a Secret: "NAMESPACE/SECRET".
inline std::string SecretName(const pipeline::ObjectId& secret) {
  return NamespacedName(secret);
}

// "NAMESPACE/ROUTE/RULE", where RULE is the rule's name or its index; "name:0" of a rule that is
// named like an index. Routes of different kinds may share names.
inline std::string RuleName(const resource::ObjectId& route, const std::string& rule_name,
                            size_t index) {
  const bool looks_like_index = rule_name.find_first_not_of("0123456789") == rule_name.npos;
  const std::string rule = rule_name.empty()  ? std::to_string(index)
                           : looks_like_index ? "name:" + rule_name
                                              : rule_name;
  return NamespacedName(route) + "/" + rule;
}

// An Envoy filter that a kind of custom filter registered, in a listener and in routes:
// "KIND.GROUP".
inline std::string EnvoyFilterName(resource::Kind kind) { return ToString(kind); }

// A cluster that never exists: no cluster of a backend is without slashes. It stands for the share
// of references that lead nowhere.
inline constexpr std::string_view kInvalidBackendCluster = "invalid-backend";

}  // namespace meshgate::xds

#endif  // MESHGATE_CONTROLLERS_SINKS_XDS_NAMES_H_
