#include "controllers/sinks/xds/sink.h"

#include <optional>
#include <utility>

#include "controllers/pki/authority.h"
#include "controllers/sinks/xds/names.h"
#include "core/base/status_macros.h"
#include "core/resource/well_known.h"

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
  network_.reset();
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
  const std::shared_ptr<Gateway> added = GatewayOf(gateway);
  if (added->served) {
    return absl::AlreadyExistsError(resource::ToString(gateway) + " is served already");
  }
  if (!socket_path.empty()) {
    MG_ASSIGN_OR_RETURN(added->server, AdsServer::Listen(added->hub, socket_path));
  }
  added->hub->Accept();
  added->served = true;
  return absl::OkStatus();
}

absl::Status XdsSink::ListenWithTls(const std::string& address, const AdsServer::Tls& tls) {
  MG_ASSIGN_OR_RETURN(network_,
                      AdsServer::ListenWithTls(address, tls, [this](const std::string& uri) {
                        return FindPeer(uri);
                      }));
  return absl::OkStatus();
}

int XdsSink::port() const { return network_ ? network_->port() : 0; }

AdsServer::Peer XdsSink::FindPeer(const std::string& uri) const {
  const std::optional<pki::GatewayName> name = pki::ParseProxyName(uri);
  if (!name) return {};
  const pipeline::ObjectId id{resource::kGateway, name->ns, name->name};
  base::MutexLock lock(mutex_);
  const auto found = gateways_.find(id);
  // A Gateway with a socket is served there alone.
  if (found == gateways_.end() || !found->second->served || found->second->server) return {};
  return {found->second->hub, NamespacedName(id)};
}

void XdsSink::RemoveGateway(const pipeline::ObjectId& gateway) {
  const std::shared_ptr<Gateway> removed = Find(gateway);
  if (!removed) return;
  std::unique_ptr<AdsServer> server;  // stops without the lock: its streams may be reporting
  {
    base::MutexLock lock(mutex_);
    removed->served = false;
    server = std::move(removed->server);
    EraseIfUnused(gateway);
  }
  removed->hub->Refuse();
}

void XdsSink::Open() {
  {
    base::MutexLock lock(mutex_);
    open_ = true;
  }
  for (const auto& [id, gateway] : AllGateways()) gateway->hub->Open();
}

std::map<pipeline::ObjectId, GatewayDelta> XdsSink::DeltasOfCommit() const {
  std::map<pipeline::ObjectId, GatewayDelta> deltas;
  resources_.clusters.ForEachChange(
      [&](const pipeline::ClusterId& id, const base::SharedBytes* bytes) {
        deltas[id.proxy].clusters.push_back({ClusterName(id.backend), BytesOf(bytes)});
      });
  resources_.listeners.ForEachChange(
      [&](const pipeline::PortId& id, const RenderedListener* listener) {
        deltas[id.proxy].listeners.push_back(
            listener == nullptr
                ? GatewayDelta::Listener{PortName(id), {}}
                : GatewayDelta::Listener{PortName(id), listener->bytes, listener->asks_for});
      });
  resources_.secrets.ForEachChange(
      [&](const pipeline::CertificateId& id, const base::SecretBytes* bytes) {
        deltas[id.proxy].secrets.push_back(
            {SecretName(id.secret), bytes == nullptr ? base::SharedBytes() : bytes->Reveal()});
      });
  resources_.hosts.ForEachChange([&](const pipeline::EntryId& id, const base::SharedBytes* bytes) {
    deltas[id.port.proxy].hosts.push_back({id, BytesOf(bytes)});
  });
  return deltas;
}

void XdsSink::AfterCommit(uint64_t commit, const std::set<pipeline::ObjectId>& awaited) {
  std::map<pipeline::ObjectId, GatewayDelta> deltas = DeltasOfCommit();
  for (const pipeline::ObjectId& id : awaited) deltas.try_emplace(id);
  Gateways changed;
  {
    base::MutexLock lock(mutex_);
    commit_ = commit;
    gateways_visited_ += deltas.size();
    for (const auto& [id, delta] : deltas) {
      changed.emplace(id, GatewayOf(id));
      NoteNewUses(id, delta);
    }
  }
  // A wide commit takes its time: meanwhile endpoints find their Gateways.
  for (const auto& [id, gateway] : changed) gateway->hub->Apply(deltas.at(id), commit);
  base::MutexLock lock(mutex_);
  for (const auto& [id, gateway] : changed) {
    NoteEndedUses(id, deltas.at(id));
    to_push_.insert_or_assign(id, gateway);
    EraseIfUnused(id);
  }
  woken_.Signal();
}

// Before the Gateway has the cluster: what endpoints come from then on must reach it.
void XdsSink::NoteNewUses(const pipeline::ObjectId& id, const GatewayDelta& delta) {
  for (const GatewayDelta::Named& cluster : delta.clusters) {
    if (!cluster.bytes.empty()) users_[cluster.name].insert(id);
  }
}

void XdsSink::NoteEndedUses(const pipeline::ObjectId& id, const GatewayDelta& delta) {
  for (const GatewayDelta::Named& cluster : delta.clusters) {
    if (!cluster.bytes.empty()) continue;
    const auto users = users_.find(cluster.name);
    if (users == users_.end()) continue;
    users->second.erase(id);
    if (users->second.empty()) users_.erase(users);
  }
}

void XdsSink::EraseIfUnused(const pipeline::ObjectId& id) {
  auto found = gateways_.find(id);
  if (found == gateways_.end() || found->second->served || !found->second->hub->empty()) return;
  gateways_.erase(found);
}

void XdsSink::PutEndpoints(const std::vector<AssignmentChange>& changes) {
  std::map<pipeline::ObjectId, std::vector<std::string>> clusters;
  for (const AssignmentChange& change : changes) {
    const std::string cluster = ClusterName(change.backend);
    endpoints_.Put(cluster, change.assignment);
    base::MutexLock lock(mutex_);
    auto users = users_.find(cluster);
    if (users == users_.end()) continue;
    for (const pipeline::ObjectId& id : users->second) clusters[id].push_back(cluster);
  }
  for (const auto& [id, changed] : clusters) {
    const std::shared_ptr<Gateway> gateway = Find(id);
    if (!gateway) continue;
    gateway->hub->NoteEndpoints(changed);
    gateway->hub->Push();
  }
  base::MutexLock lock(mutex_);
  gateways_visited_ += clusters.size();
}

void XdsSink::RetryRefusedListeners() {
  for (const auto& [id, gateway] : AllGateways()) {
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

uint64_t XdsSink::gateways_visited() const {
  base::MutexLock lock(mutex_);
  return gateways_visited_;
}

std::shared_ptr<XdsSink::Gateway> XdsSink::Find(const pipeline::ObjectId& id) const {
  base::MutexLock lock(mutex_);
  auto found = gateways_.find(id);
  return found == gateways_.end() ? nullptr : found->second;
}

std::shared_ptr<XdsSink::Gateway> XdsSink::GatewayOf(const pipeline::ObjectId& id) {
  std::shared_ptr<Gateway>& gateway = gateways_[id];
  if (gateway) return gateway;
  gateway = std::make_shared<Gateway>(std::make_shared<GatewayHub>(
      endpoints_, [this, id](const Progress& progress) { listener_(id, progress); }));
  gateway->hub->Apply(GatewayDelta(), commit_);
  if (open_) gateway->hub->Open();
  return gateway;
}

XdsSink::Gateways XdsSink::AllGateways() const {
  base::MutexLock lock(mutex_);
  return gateways_;
}

// A thread of its own, so that joining the hosts of a wide RouteConfiguration never delays the next
// translation.
void XdsSink::PushUntilStopped() {
  while (true) {
    Gateways touched;
    {
      base::MutexLock lock(mutex_);
      while (to_push_.empty() && !stop_) woken_.Wait(mutex_);
      if (stop_) return;
      touched.swap(to_push_);
    }
    for (const auto& [id, gateway] : touched) gateway->hub->Push();
  }
}

}  // namespace meshgate::xds
