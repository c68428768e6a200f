#include "controllers/sinks/xds/endpoint_stages.h"

#include <arpa/inet.h>

#include <algorithm>
#include <optional>
#include <string_view>
#include <vector>

#include "controllers/sinks/xds/names.h"
#include "controllers/sinks/xds/wire.h"
#include "core/resource/service_port.h"
#include "core/resource/well_known.h"
#include "envoy/config/endpoint/v3/endpoint.pb.h"
#include "google/protobuf/arena.h"

namespace meshgate::xds {
namespace {

using envoy::config::endpoint::v3::ClusterLoadAssignment;
using pipeline::BackendId;
using resource::Node;
using resource::ObjectId;
using resource::ObjectPtr;

constexpr std::string_view kServiceNameLabel = "kubernetes.io/service-name";

ObjectId ServiceId(std::string_view ns, std::string_view name) {
  return {resource::kService, std::string(ns), std::string(name)};
}

std::vector<BackendId> PortsOf(const ObjectId& id, const ObjectPtr& service) {
  std::vector<BackendId> backends;
  for (Node port : service->spec()["ports"].items()) {
    if (!resource::IsTcpPort(port)) continue;
    backends.push_back({id.ns, id.name, static_cast<int>(port["port"].IntOr(0))});
  }
  return backends;
}

// Envoy refuses an address that it cannot parse, and with it the whole assignment.
bool IsUsable(const std::string& ip, const EndpointOptions& options) {
  in_addr v4;
  if (inet_pton(AF_INET, ip.c_str(), &v4) == 1) {
    return options.allow_loopback || (ntohl(v4.s_addr) >> 24) != 127;
  }
  in6_addr v6;
  if (inet_pton(AF_INET6, ip.c_str(), &v6) != 1) return false;
  return options.allow_loopback || !IN6_IS_ADDR_LOOPBACK(&v6);
}

// Which of a slice's ports a Service port means: the one of its name; for a Service port without
// name also the one with the number of its targetPort.
std::optional<int> PortOf(Node slice, Node service_port) {
  const std::string_view name = service_port["name"].text();
  std::optional<int> by_number;
  for (Node port : slice["ports"].items()) {
    const int number = static_cast<int>(port["port"].IntOr(0));
    if (number < 1 || number > 65535 || !resource::IsTcpPort(port)) continue;
    if (port["name"].text() == name) return number;
    if (name.empty() && number == service_port["targetPort"].IntOr(0)) by_number = number;
  }
  return by_number;
}

struct Candidates {
  std::vector<EndpointAddress> ready;
  std::vector<EndpointAddress> terminating;  // but still serving
};

// As kube-proxy counts them: absent means ready, and serving means ready unless it says otherwise.
void AddEndpoints(Node slice, int port, const EndpointOptions& options, Candidates& out) {
  for (Node endpoint : slice["endpoints"].items()) {
    const Node conditions = endpoint["conditions"];
    const bool ready = conditions["ready"].BoolOr(true);
    const bool serving = conditions["serving"].BoolOr(ready);
    if (!ready && !(serving && conditions["terminating"].BoolOr(false))) continue;
    for (Node address : endpoint["addresses"].items()) {
      std::string ip(address.text());
      if (!IsUsable(ip, options)) continue;
      (ready ? out.ready : out.terminating).push_back({std::move(ip), port});
    }
  }
}

base::SharedBytes RenderAssignment(const BackendId& backend,
                                   std::vector<EndpointAddress> addresses) {
  std::sort(addresses.begin(), addresses.end());
  addresses.erase(std::unique(addresses.begin(), addresses.end()), addresses.end());
  google::protobuf::Arena arena;
  auto& out = *google::protobuf::Arena::CreateMessage<ClusterLoadAssignment>(&arena);
  out.set_cluster_name(ClusterName(backend));
  if (!addresses.empty()) {
    auto& locality = *out.add_endpoints();
    for (const EndpointAddress& address : addresses) {
      auto& socket = *locality.add_lb_endpoints()
                          ->mutable_endpoint()
                          ->mutable_address()
                          ->mutable_socket_address();
      socket.set_address(address.ip);
      socket.set_port_value(static_cast<uint32_t>(address.port));
    }
  }
  return base::SharedBytes(Serialize(out));
}

Node FindPort(const ObjectPtr& service, int number) {
  for (Node port : service->spec()["ports"].items()) {
    if (port["port"].IntOr(0) == number && resource::IsTcpPort(port)) return port;
  }
  return {};
}

}  // namespace

EndpointTables AddEndpointStages(engine::Engine& engine, const EndpointOptions& options) {
  auto& services = engine.AddInput<ObjectId, ObjectPtr>("services");
  auto& backends = services.AddIndex("backends", PortsOf);
  auto& slices = engine.AddInput<ObjectId, ObjectPtr>("slices");
  auto& slices_by_service =
      slices.AddIndex("by_service", [](const ObjectId& id, const ObjectPtr& slice) {
        return std::vector<ObjectId>{ServiceId(id.ns, slice->Label(kServiceNameLabel))};
      });
  auto& overrides = engine.AddInput<BackendId, EndpointAddress>("overrides");
  auto compute = [&, options](const BackendId& backend,
                              engine::Reader& reader) -> std::optional<base::SharedBytes> {
    const EndpointAddress* instead = reader.Find(overrides, backend);
    if (instead != nullptr) return RenderAssignment(backend, {*instead});
    const ObjectId service_id = ServiceId(backend.ns, backend.service);
    const ObjectPtr* service = reader.Find(services, service_id);
    if (service == nullptr) return std::nullopt;
    const Node service_port = FindPort(*service, backend.port);
    Candidates candidates;
    for (const ObjectId& id : reader.List(slices_by_service, service_id)) {
      const Node slice = (*reader.Find(slices, id))->root();
      const std::optional<int> port = PortOf(slice, service_port);
      if (port) AddEndpoints(slice, *port, options, candidates);
    }
    return RenderAssignment(backend,
                            candidates.ready.empty() ? candidates.terminating : candidates.ready);
  };
  auto& assignments = engine.AddStage<BackendId, base::SharedBytes>("assignments", compute)
                          .keys_of(backends)
                          .keys_of(overrides);
  assignments.Export();
  return {services, slices, overrides, assignments};
}

}  // namespace meshgate::xds
