#include "controllers/sinks/xds/sink.h"

#include <utility>

#include "controllers/sinks/xds/names.h"

namespace meshgate::xds {
namespace {

base::SharedBytes BytesOf(const base::SharedBytes* bytes) {
  return bytes == nullptr ? base::SharedBytes() : *bytes;
}

}  // namespace

XdsSink::XdsSink(const Resources& resources, Listener listener)
    : resources_(resources),
      listener_(std::move(listener)),
      pusher_([this] { PushUntilStopped(); }) {}

XdsSink::~XdsSink() {
  {
    base::MutexLock lock(mutex_);
    stop_ = true;
    woken_.Signal();
  }
  pusher_.join();
}

absl::Status XdsSink::AddGateway(const pipeline::ObjectId& gateway,
                                 const std::string& socket_path) {
  base::MutexLock lock(mutex_);
  const std::shared_ptr<Gateway> served = GatewayOf(gateway);
  if (served->server) {
    return absl::AlreadyExistsError(resource::ToString(gateway) + " is served already");
  }
  absl::StatusOr<std::unique_ptr<AdsServer>> server = AdsServer::Listen(*served->hub, socket_path);
  if (!server.ok()) return server.status();
  served->server = *std::move(server);
  return absl::OkStatus();
}

void XdsSink::RemoveGateway(const pipeline::ObjectId& gateway) {
  std::unique_ptr<AdsServer> server;  // stops without the lock: its streams may be reporting
  {
    base::MutexLock lock(mutex_);
    auto found = gateways_.find(gateway);
    if (found != gateways_.end()) server = std::move(found->second->server);
  }
}

void XdsSink::Open() {
  {
    base::MutexLock lock(mutex_);
    open_ = true;
  }
  for (const std::shared_ptr<Gateway>& gateway : Gateways()) gateway->hub->Open();
}

void XdsSink::AfterCommit(uint64_t commit) {
  std::map<pipeline::ObjectId, GatewayDelta> deltas;
  resources_.clusters.ForEachChange(
      [&](const pipeline::ClusterId& id, const base::SharedBytes* bytes) {
        deltas[id.gateway].clusters.push_back({ClusterName(id.backend), BytesOf(bytes)});
      });
  resources_.listeners.ForEachChange(
      [&](const pipeline::PortId& id, const base::SharedBytes* bytes) {
        deltas[id.gateway].listeners.push_back({PortName(id.port), BytesOf(bytes)});
      });
  resources_.hosts.ForEachChange([&](const pipeline::HostId& id, const RenderedHost* host) {
    deltas[id.frontend.parent].hosts.push_back(
        host == nullptr ? GatewayDelta::Host{id, 0, {}}
                        : GatewayDelta::Host{id, host->port, host->bytes});
  });
  base::MutexLock lock(mutex_);
  for (const auto& [gateway, delta] : deltas) GatewayOf(gateway);
  for (const auto& [id, gateway] : gateways_) {
    auto delta = deltas.find(id);
    gateway->hub->Apply(delta == deltas.end() ? GatewayDelta() : delta->second, commit);
  }
  std::erase_if(gateways_, [](const auto& entry) {
    return !entry.second->server && entry.second->hub->empty();
  });
  wake_ = true;
  woken_.Signal();
}

void XdsSink::PutEndpoints(const std::vector<AssignmentChange>& changes) {
  std::vector<std::string> clusters;
  for (const AssignmentChange& change : changes) {
    clusters.push_back(ClusterName(change.backend));
    endpoints_.Put(clusters.back(), change.assignment);
  }
  for (const std::shared_ptr<Gateway>& gateway : Gateways()) {
    gateway->hub->NoteEndpoints(clusters);
    gateway->hub->Push();
  }
}

void XdsSink::RetryRefusedListeners() {
  for (const std::shared_ptr<Gateway>& gateway : Gateways()) {
    gateway->hub->RetryRefused(ResourceType::kListener);
    gateway->hub->Push();
  }
}

GatewayHub::Proxies XdsSink::proxies(const pipeline::ObjectId& gateway) const {
  const std::shared_ptr<Gateway> found = Find(gateway);
  return found ? found->hub->proxies() : GatewayHub::Proxies();
}

GatewayHub::Traffic XdsSink::traffic(const pipeline::ObjectId& gateway) const {
  const std::shared_ptr<Gateway> found = Find(gateway);
  return found ? found->hub->traffic() : GatewayHub::Traffic();
}

std::shared_ptr<XdsSink::Gateway> XdsSink::Find(const pipeline::ObjectId& id) const {
  base::MutexLock lock(mutex_);
  auto found = gateways_.find(id);
  return found == gateways_.end() ? nullptr : found->second;
}

std::shared_ptr<XdsSink::Gateway> XdsSink::GatewayOf(const pipeline::ObjectId& id) {
  std::shared_ptr<Gateway>& gateway = gateways_[id];
  if (gateway) return gateway;
  GatewayHub::Listener listener;
  listener.acknowledged = [this, id](uint64_t commit) { listener_.acknowledged(id, commit); };
  listener.refused = [this, id](const Refusal& refusal) { listener_.refused(id, refusal); };
  gateway =
      std::make_shared<Gateway>(std::make_unique<GatewayHub>(endpoints_, std::move(listener)));
  if (open_) gateway->hub->Open();
  return gateway;
}

std::vector<std::shared_ptr<XdsSink::Gateway>> XdsSink::Gateways() const {
  base::MutexLock lock(mutex_);
  std::vector<std::shared_ptr<Gateway>> gateways;
  gateways.reserve(gateways_.size());
  for (const auto& [id, gateway] : gateways_) gateways.push_back(gateway);
  return gateways;
}

// A thread of its own, so that joining the hosts of a wide RouteConfiguration never delays the next
// translation.
void XdsSink::PushUntilStopped() {
  while (true) {
    {
      base::MutexLock lock(mutex_);
      while (!wake_ && !stop_) woken_.Wait(mutex_);
      if (stop_) return;
      wake_ = false;
    }
    for (const std::shared_ptr<Gateway>& gateway : Gateways()) gateway->hub->Push();
  }
}

}  // namespace meshgate::xds
