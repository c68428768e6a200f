#include "controllers/app/places.h"

#include <algorithm>
#include <optional>
#include <set>
#include <string_view>

#include "absl/strings/ascii.h"
#include "absl/strings/str_replace.h"
#include "core/base/socket_name.h"
#include "core/resource/well_known.h"

namespace meshgate::app {
namespace {

using base::SocketName;
using pipeline::PortId;
using pipeline::PortListener;
using resource::ObjectId;

std::set<PortId> PortsOf(pipeline::Tables& tables, const ObjectId& id) {
  std::set<PortId> ports;
  if (const auto* const of_proxy = tables.listeners_by_proxy.Peek(id)) {
    for (const PortId& port : *of_proxy) ports.insert(port);
  } else if (const auto* route = tables.routes.Peek(id)) {
    for (const pipeline::Attachment& attachment : route->attachments) {
      ports.insert(attachment.ports.begin(), attachment.ports.end());
    }
  }
  return ports;
}

// The socket of a port that is served; nullptr when no proxy has it.
const PortListener* ListenerOf(pipeline::Translator& translator, const PortId& port) {
  if (translator.inputs().rejections.Peek(port) != nullptr) return nullptr;
  return translator.tables().listeners.Peek(port);
}

// A path at which a GET without further headers or parameters finds a rule; none when all rules ask
// for more.
std::optional<std::string> PlainPath(const pipeline::Tables& tables, const pipeline::Host& host) {
  for (const pipeline::HostRule& rule : host.rules) {
    const auto* described = tables.described.Peek(host.routes[rule.route]);
    const ir::HttpMatch& match = described->route.rules[rule.rule].matches[rule.match];
    if (match.path.type != ir::PathMatchType::kRegularExpression && match.headers.empty() &&
        match.query_params.empty() && (match.method.empty() || match.method == "GET")) {
      return match.path.value;
    }
  }
  return std::nullopt;
}

// As a word of a shell.
std::string Quoted(const std::string& word) {
  const bool is_plain = std::all_of(word.begin(), word.end(), [](char letter) {
    return absl::ascii_isalnum(letter) || std::string_view("/:.-_~%+,=@").find(letter) !=
                                              std::string_view::npos;
  });
  return is_plain ? word : "'" + absl::StrReplaceAll(word, {{"'", "'\\''"}}) + "'";
}

std::string CurlLine(const std::string& hostname, const PortListener& listener,
                     const std::string& path) {
  std::string host;
  if (hostname.starts_with("*.")) {
    host = "any" + hostname.substr(1);
  } else if (hostname != "*") {
    host = hostname;
  }
  const std::string& ip = listener.addresses.front();
  const std::string socket = SocketName(ip == "127.0.0.1" ? "localhost" : ip, listener.bind_port);
  if (!listener.chains.front().protocol.ends_tls) {
    return "curl -i " + (host.empty() ? "" : "-H 'Host: " + host + "' ") +
           Quoted("http://" + socket + path);
  }
  // The name must be asked for in TLS, too. Who signed the certificate is the user's business.
  if (host.empty()) return "curl -ik " + Quoted("https://" + socket + path);
  const std::string place = SocketName(host, listener.bind_port);
  return "curl -ik --connect-to " + place + ":" + socket + " " +
         Quoted("https://" + place + path);
}

}  // namespace

std::vector<std::string> AddressesOf(pipeline::Translator& translator, const ObjectId& id) {
  std::set<std::string> addresses;
  for (const PortId& port : PortsOf(translator.tables(), id)) {
    const PortListener* listener = ListenerOf(translator, port);
    if (listener == nullptr) continue;
    for (const std::string& ip : listener->addresses) {
      addresses.insert(SocketName(ip, listener->bind_port));
    }
  }
  return {addresses.begin(), addresses.end()};
}

std::vector<ObjectId> GatewaysOf(pipeline::Translator& translator, const ObjectId& id) {
  std::set<ObjectId> gateways;
  for (const PortId& port : PortsOf(translator.tables(), id)) {
    if (translator.tables().listeners.Peek(port) != nullptr) gateways.insert(port.proxy);
  }
  return {gateways.begin(), gateways.end()};
}

std::string FirstRequest(pipeline::Translator& translator) {
  std::string plain, fallback;
  pipeline::Tables& tables = translator.tables();
  tables.entries.ForEach([&](const pipeline::EntryId& id, const pipeline::Entry& entry) {
    const pipeline::Host* const host = tables.hosts.Peek(entry.host);
    if (!plain.empty() || host == nullptr || host->rules.empty()) return;
    const auto* listener = ListenerOf(translator, id.port);
    if (listener == nullptr) return;
    const std::optional<std::string> path = PlainPath(tables, *host);
    if (path) {
      plain = CurlLine(id.domain, *listener, *path);
    } else if (fallback.empty()) {
      fallback = CurlLine(id.domain, *listener, "/");
    }
  });
  return plain.empty() ? fallback : plain;
}

}  // namespace meshgate::app
