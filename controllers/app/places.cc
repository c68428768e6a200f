#include "controllers/app/places.h"

#include <set>

#include "core/resource/well_known.h"

namespace meshgate::app {
namespace {

using pipeline::PortId;
using pipeline::PortListener;
using resource::ObjectId;

// "[::1]:8080" for an address of version 6.
std::string SocketName(const PortListener& listener) {
  const bool is_v6 = listener.address.find(':') != std::string::npos;
  return (is_v6 ? "[" + listener.address + "]" : listener.address) + ":" +
         std::to_string(listener.bind_port);
}

std::set<PortId> PortsOf(pipeline::Tables& tables, const ObjectId& id) {
  std::set<PortId> ports;
  if (const auto* infrastructure = tables.infra.Peek(id)) {
    for (const int port : infrastructure->ports) ports.insert({id, port});
  } else if (const auto* route = tables.routes.Peek(id)) {
    for (const pipeline::Attachment& attachment : route->attachments) {
      const auto* frontend = tables.frontends.Peek(attachment.frontend);
      if (frontend != nullptr) ports.insert({attachment.frontend.parent, frontend->port});
    }
  }
  return ports;
}

// The socket of a port that is served; nullptr when no proxy has it.
const PortListener* ListenerOf(pipeline::Translator& translator, const PortId& port) {
  if (translator.inputs().rejections.Peek(port) != nullptr) return nullptr;
  return translator.tables().listeners.Peek(port);
}

std::string CurlLine(const std::string& hostname, const PortListener& listener) {
  std::string host;
  if (hostname.starts_with("*.")) {
    host = "any" + hostname.substr(1);
  } else if (hostname != "*") {
    host = hostname;
  }
  const std::string socket = listener.address == "127.0.0.1"
                                 ? "localhost:" + std::to_string(listener.bind_port)
                                 : SocketName(listener);
  if (listener.protocol != "HTTPS") {
    return "curl -i " + (host.empty() ? "" : "-H 'Host: " + host + "' ") + "http://" + socket + "/";
  }
  // The name must be asked for in TLS, too. Who signed the certificate is the user's business.
  if (host.empty()) return "curl -ik https://" + socket + "/";
  const std::string place = host + ":" + std::to_string(listener.bind_port);
  return "curl -ik --connect-to " + place + ":" + socket + " https://" + place + "/";
}

}  // namespace

std::vector<std::string> AddressesOf(pipeline::Translator& translator, const ObjectId& id) {
  std::set<std::string> addresses;
  for (const PortId& port : PortsOf(translator.tables(), id)) {
    const PortListener* listener = ListenerOf(translator, port);
    if (listener != nullptr) addresses.insert(SocketName(*listener));
  }
  return {addresses.begin(), addresses.end()};
}

std::vector<ObjectId> GatewaysOf(pipeline::Translator& translator, const ObjectId& id) {
  std::set<ObjectId> gateways;
  for (const PortId& port : PortsOf(translator.tables(), id)) {
    if (translator.tables().listeners.Peek(port) != nullptr) gateways.insert(port.gateway);
  }
  return {gateways.begin(), gateways.end()};
}

std::string FirstRequest(pipeline::Translator& translator) {
  std::string line;
  pipeline::Tables& tables = translator.tables();
  tables.hosts.ForEach([&](const pipeline::HostId& id, const pipeline::Host& host) {
    const auto* frontend = tables.frontends.Peek(id.frontend);
    if (!line.empty() || host.rules.empty() || frontend == nullptr) return;
    const auto* listener = ListenerOf(translator, {id.frontend.parent, frontend->port});
    if (listener != nullptr) line = CurlLine(id.hostname, *listener);
  });
  return line;
}

}  // namespace meshgate::app
