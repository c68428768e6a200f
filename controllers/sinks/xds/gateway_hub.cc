#include "controllers/sinks/xds/gateway_hub.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace meshgate::xds {

void GatewayHub::Open() {
  {
    base::MutexLock lock(mutex_);
    open_ = true;
  }
  Push();
}

void GatewayHub::Apply(const GatewayDelta& delta, uint64_t commit) {
  // A wide commit takes its time: endpoints need the lock meanwhile.
  HostLists hosts = hosts_.Apply(delta.hosts);
  base::MutexLock lock(mutex_);
  commit_ = commit;
  const Changes changes = resources_.Apply(delta, hosts);
  for (auto& [id, stream] : streams_) {
    stream.state.NoteChanges(changes);
    stream.state.NoteCommit(commit);
  }
}

void GatewayHub::NoteEndpoints(const std::vector<std::string>& clusters) {
  Changes changes;
  changes[IndexOf(ResourceType::kEndpoints)] = clusters;
  base::MutexLock lock(mutex_);
  resources_.NoteEndpoints(clusters);
  NoteChanges(changes);
}

void GatewayHub::RetryRefused(ResourceType type) {
  Changes changes;
  base::MutexLock lock(mutex_);
  changes[IndexOf(type)] = resources_.RetryRefused(type);
  NoteChanges(changes);
}

void GatewayHub::Push() {
  std::vector<std::shared_ptr<Outlet>> touched;
  {
    base::MutexLock lock(mutex_);
    if (!open_) return;
    for (auto& [id, stream] : streams_) {
      std::vector<Response> responses = stream.state.Take();
      if (responses.empty()) continue;
      Count(responses);
      stream.outlet->Enqueue(std::move(responses));
      touched.push_back(stream.outlet);
    }
    TellProgress();
  }
  for (const std::shared_ptr<Outlet>& outlet : touched) outlet->Flush();
}

void GatewayHub::Accept() {
  base::MutexLock lock(mutex_);
  refuses_ = false;
}

void GatewayHub::Refuse() {
  std::vector<std::shared_ptr<Outlet>> outlets;
  {
    base::MutexLock lock(mutex_);
    refuses_ = true;
    for (const auto& [id, stream] : streams_) outlets.push_back(stream.outlet);
  }
  for (const std::shared_ptr<Outlet>& outlet : outlets) outlet->Break();
}

int GatewayHub::Connect(std::shared_ptr<Outlet> outlet) {
  bool refused = false;
  int stream = 0;
  {
    base::MutexLock lock(mutex_);
    refused = refuses_;
    resources_.OfferBlamedRules();
    NoteChanges(resources_.TakeChanges());
    stream = next_stream_++;
    streams_.emplace(stream, Stream{outlet, StreamState(resources_, commit_)});
  }
  if (refused) outlet->Break();
  return stream;
}

void GatewayHub::Receive(int stream, const Request& request) {
  {
    base::MutexLock lock(mutex_);
    auto found = streams_.find(stream);
    if (found == streams_.end()) return;
    found->second.state.Receive(request);
    NoteChanges(resources_.TakeChanges());
  }
  Push();
}

void GatewayHub::Disconnect(int stream) {
  std::shared_ptr<Outlet> outlet;  // destroyed after the lock is released
  base::MutexLock lock(mutex_);
  auto found = streams_.find(stream);
  if (found == streams_.end()) return;
  outlet = std::move(found->second.outlet);
  streams_.erase(found);
  TellProgress();  // the others may have been ahead of this one
}

GatewayHub::Proxies GatewayHub::proxies() const {
  base::MutexLock lock(mutex_);
  return {static_cast<int>(streams_.size()), told_.acknowledged};
}

GatewayHub::Traffic GatewayHub::traffic() const {
  base::MutexLock lock(mutex_);
  return traffic_;
}

bool GatewayHub::empty() const {
  base::MutexLock lock(mutex_);
  return resources_.empty();
}

void GatewayHub::Count(const std::vector<Response>& responses) {
  for (const Response& response : responses) {
    ++traffic_.responses;
    traffic_.resources += response.resources.size();
    for (const NamedResource& sent : response.resources) {
      traffic_.slices += sent.resource.slice_count();
    }
  }
}

void GatewayHub::NoteChanges(const Changes& changes) {
  for (auto& [id, stream] : streams_) stream.state.NoteChanges(changes);
}

void GatewayHub::TellProgress() {
  if (streams_.empty()) return;
  uint64_t lowest = std::numeric_limits<uint64_t>::max();
  for (const auto& [id, stream] : streams_) {
    lowest = std::min(lowest, stream.state.acknowledged());
  }
  Blames blames = resources_.blames();
  if (lowest <= told_.acknowledged && resources_.refusals() == told_.refusals &&
      blames == told_.blames) {
    return;
  }
  told_.acknowledged = std::max(told_.acknowledged, lowest);
  told_.commit = commit_;
  told_.refusals = resources_.refusals();
  told_.blames = std::move(blames);
  listener_(told_);
}

}  // namespace meshgate::xds
