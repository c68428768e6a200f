#include "controllers/app/demo_services.h"

#include <spdlog/spdlog.h>

#include <string>
#include <utility>

#include "core/resource/service_port.h"
#include "core/resource/well_known.h"

namespace meshgate::app {

using resource::ObjectId;

void DemoServices::Read(const provider::Batch& batch) {
  for (const ObjectId& id : batch.erased) Erase(id);
  for (const resource::ObjectPtr& object : batch.put) Put(*object);
  for (const ObjectId& id : touched_) {
    const auto service = services_.find(id);
    Apply(id, service->second);
    if (service->second.ports.empty() && service->second.slices == 0) services_.erase(service);
  }
  touched_.clear();
}

void DemoServices::Put(const resource::Object& object) {
  const ObjectId& id = object.id();
  if (id.kind == resource::kEndpointSlice) {
    const std::string service(object.Label("kubernetes.io/service-name"));
    SetSliceOwner(id, ObjectId{resource::kService, id.ns, service});
  } else if (id.kind == resource::kService) {
    Service& service = services_[id];
    service.ports.clear();
    for (const resource::Node port : object.spec()["ports"].items()) {
      if (!resource::IsTcpPort(port)) continue;
      service.ports.insert(static_cast<int>(port["port"].IntOr(0)));
    }
    touched_.insert(id);
  }
}

void DemoServices::Erase(const ObjectId& id) {
  if (id.kind == resource::kEndpointSlice) {
    SetSliceOwner(id, std::nullopt);
  } else if (id.kind == resource::kService) {
    services_[id].ports.clear();
    touched_.insert(id);
  }
}

void DemoServices::SetSliceOwner(const ObjectId& slice, std::optional<ObjectId> service) {
  if (const auto before = slice_owners_.extract(slice)) {
    --services_[before.mapped()].slices;
    touched_.insert(before.mapped());
  }
  if (!service) return;
  ++services_[*service].slices;
  touched_.insert(*service);
  slice_owners_.emplace(slice, *std::move(service));
}

void DemoServices::Apply(const ObjectId& id, Service& service) {
  std::set<int> wanted;
  if (service.slices == 0) wanted = service.ports;
  std::erase_if(wanted, [&](int port) { return taken_.contains({id.ns, id.name, port}); });
  for (const int port : service.served) {
    if (!wanted.contains(port)) override_({id.ns, id.name, port}, std::nullopt);
  }
  service.served.clear();
  if (wanted.empty()) return;
  const absl::StatusOr<demo::DemoEndpoint> endpoint = backends_.Endpoint(id.ns, id.name);
  if (!endpoint.ok()) {
    spdlog::error("no demo backend for {}: {}", resource::ToString(id),
                  std::string(endpoint.status().message()));
    return;
  }
  for (const int port : wanted) {
    override_({id.ns, id.name, port}, xds::EndpointAddress{endpoint->address, endpoint->port});
  }
  service.served = std::move(wanted);
}

}  // namespace meshgate::app
