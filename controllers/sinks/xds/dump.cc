#include "controllers/sinks/xds/dump.h"

#include <algorithm>
#include <map>
#include <string_view>

#include "controllers/sinks/xds/names.h"
#include "controllers/sinks/xds/render_host.h"
#include "controllers/sinks/xds/render_secret.h"
#include "controllers/sinks/xds/wire.h"
#include "core/base/check.h"
#include "envoy/config/cluster/v3/cluster.pb.h"
#include "envoy/config/listener/v3/listener.pb.h"
#include "envoy/config/route/v3/route.pb.h"
#include "envoy/extensions/transport_sockets/tls/v3/secret.pb.h"
#include "google/protobuf/util/json_util.h"

namespace meshgate::xds {
namespace {

// Serialised messages of one Gateway by name.
struct GatewayBytes {
  std::map<pipeline::PortId, std::string> listeners;
  std::map<pipeline::PortId, std::string> routes;
  std::map<std::string, std::string> clusters;
  std::map<std::string, std::string> secrets;  // without private keys
};

template <typename Message>
void AppendJson(std::string_view bytes, std::string& out) {
  Message message;
  ParseOwn(bytes, message);
  google::protobuf::util::JsonPrintOptions options;
  options.add_whitespace = true;
  options.preserve_proto_field_names = true;
  std::string json;
  MG_CHECK(google::protobuf::util::MessageToJsonString(message, &json, options).ok());
  // JSON is YAML, once it stands behind its list mark.
  std::string_view rest = json;
  std::string_view indent = "- ";
  while (!rest.empty()) {
    const size_t end = std::min(rest.find('\n'), rest.size() - 1) + 1;
    out.append(indent).append(rest.substr(0, end));
    rest.remove_prefix(end);
    indent = "  ";
  }
}

template <typename Message, typename Map>
void AppendList(std::string_view title, const Map& resources, std::string& out) {
  out.append(title).append(resources.empty() ? ": []\n" : ":\n");
  for (const auto& [name, bytes] : resources) AppendJson<Message>(bytes, out);
}

std::map<pipeline::ObjectId, GatewayBytes> Collect(const Resources& resources) {
  std::map<pipeline::ObjectId, GatewayBytes> gateways;
  auto routes_of = [&](const pipeline::PortId& port) -> std::string& {
    std::string& routes = gateways[port.proxy].routes[port];
    if (routes.empty()) routes = RenderRouteConfigurationHead(PortName(port)).view();
    return routes;
  };
  resources.listeners.ForEach([&](const pipeline::PortId& id, const RenderedListener& listener) {
    gateways[id.proxy].listeners[id] = listener.bytes.view();
    const TypedName routes{ResourceType::kRoutes, PortName(id)};
    const auto& asked = listener.asks_for;
    if (std::find(asked.begin(), asked.end(), routes) != asked.end()) routes_of(id);
  });
  resources.hosts.ForEach([&](const pipeline::EntryId& id, const base::SharedBytes& bytes) {
    routes_of(id.port).append(bytes.view());
  });
  resources.clusters.ForEach([&](const pipeline::ClusterId& id, const base::SharedBytes& bytes) {
    gateways[id.proxy].clusters[ClusterName(id.backend)] = bytes.view();
  });
  resources.secrets.ForEach(
      [&](const pipeline::CertificateId& id, const base::SecretBytes& bytes) {
        gateways[id.proxy].secrets[SecretName(id.secret)] = RedactSecret(bytes.Reveal().view());
      });
  return gateways;
}

}  // namespace

void DumpXds(const Resources& resources, std::string& out) {
  for (const auto& [id, gateway] : Collect(resources)) {
    out.append("---\ngateway: " + NamespacedName(id) + "\n");
    AppendList<envoy::config::listener::v3::Listener>("listeners", gateway.listeners, out);
    AppendList<envoy::config::route::v3::RouteConfiguration>("route_configurations", gateway.routes,
                                                             out);
    AppendList<envoy::config::cluster::v3::Cluster>("clusters", gateway.clusters, out);
    if (gateway.secrets.empty()) continue;
    AppendList<envoy::extensions::transport_sockets::tls::v3::Secret>("secrets", gateway.secrets,
                                                                      out);
  }
}

}  // namespace meshgate::xds
