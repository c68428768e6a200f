// The xDS sink: takes what each commit changed to the Gateways' servers, and what the proxies
// answered back to the application.
#ifndef MESHGATE_CONTROLLERS_SINKS_XDS_SINK_H_
#define MESHGATE_CONTROLLERS_SINKS_XDS_SINK_H_

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "controllers/sinks/xds/ads_server.h"
#include "controllers/sinks/xds/endpoint_table.h"
#include "controllers/sinks/xds/endpoints.h"
#include "controllers/sinks/xds/gateway_hub.h"
#include "controllers/sinks/xds/stages.h"
#include "core/base/mutex.h"
#include "core/pipeline/model.h"

namespace meshgate::xds {

class XdsSink {
 public:
  // Told how far the proxies of a Gateway are, in order, once a commit changed its resources or
  // was `awaited` of it. Called from any thread; remembers only, and does not call the sink.
  using Listener = std::function<void(const pipeline::ObjectId& gateway, const Progress&)>;

  // `resources` (with their engine) must outlive the sink.
  XdsSink(const Resources& resources, Listener listener);
  // Breaks all streams.
  ~XdsSink();
  XdsSink(const XdsSink&) = delete;
  XdsSink& operator=(const XdsSink&) = delete;

  // Serves the proxies of Gateways that are added without a socket, over the network with mutual
  // TLS: see AdsServer. Once, before any is added. [thread-safe]
  absl::Status ListenWithTls(const std::string& address, const AdsServer::Tls& tls);
  // The port of that server.
  int port() const;

  // Serves the Gateway's proxies on this Unix socket, in a folder that only the owner can enter;
  // with "", those over the network that have a certificate of its name. Before or after its
  // resources exist. A Gateway that is served already: AlreadyExists. [thread-safe]
  absl::Status AddGateway(const pipeline::ObjectId& gateway, const std::string& socket_path);
  // Breaks the Gateway's streams. [thread-safe]
  void RemoveGateway(const pipeline::ObjectId& gateway);

  // Once, when the first translation is complete: until then proxies are connected and get no
  // answer. [thread-safe]
  void Open();

  // Takes over what the last Commit() changed; sends from another thread. Costs what changed,
  // whatever number of Gateways there is. `awaited`: Gateways that are to acknowledge this commit
  // although it may have changed nothing of theirs. [engine thread]
  void AfterCommit(uint64_t commit, const std::set<pipeline::ObjectId>& awaited);

  // The endpoints of these backends are now these. [thread-safe]
  void PutEndpoints(const std::vector<AssignmentChange>& changes);

  // Offers the listeners that proxies refused once more, such as those of a busy port.
  // [thread-safe]
  void RetryRefusedListeners();

  // Zero for an unknown Gateway. [thread-safe]
  GatewayHub::Proxies proxies(const pipeline::ObjectId& gateway) const;
  GatewayHub::Traffic traffic(const pipeline::ObjectId& gateway) const;

  // How many Gateways commits and endpoints were taken to so far. [thread-safe]
  uint64_t gateways_visited() const;

 private:
  struct Gateway {
    explicit Gateway(std::shared_ptr<GatewayHub> gateway_hub) : hub(std::move(gateway_hub)) {}
    const std::shared_ptr<GatewayHub> hub;
    bool served = false;
    std::unique_ptr<AdsServer> server;  // null: nobody listens, or the network's server does
  };

  using Gateways = std::map<pipeline::ObjectId, std::shared_ptr<Gateway>>;

  std::map<pipeline::ObjectId, GatewayDelta> DeltasOfCommit() const;
  std::shared_ptr<Gateway> GatewayOf(const pipeline::ObjectId& id)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void NoteNewUses(const pipeline::ObjectId& id, const GatewayDelta& delta)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void NoteEndedUses(const pipeline::ObjectId& id, const GatewayDelta& delta)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void EraseIfUnused(const pipeline::ObjectId& id) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  std::shared_ptr<Gateway> Find(const pipeline::ObjectId& id) const;
  AdsServer::Peer FindPeer(const std::string& uri) const;
  Gateways AllGateways() const;
  void PushUntilStopped();

  const Resources resources_;
  const Listener listener_;
  EndpointTable endpoints_;

  mutable base::Mutex mutex_;
  base::CondVar woken_;
  bool open_ ABSL_GUARDED_BY(mutex_) = false;
  bool stop_ ABSL_GUARDED_BY(mutex_) = false;
  uint64_t commit_ ABSL_GUARDED_BY(mutex_) = 0;
  uint64_t gateways_visited_ ABSL_GUARDED_BY(mutex_) = 0;
  Gateways gateways_ ABSL_GUARDED_BY(mutex_);
  Gateways to_push_ ABSL_GUARDED_BY(mutex_);
  // The Gateways that have a cluster, by its name.
  std::map<std::string, std::set<pipeline::ObjectId>> users_ ABSL_GUARDED_BY(mutex_);
  std::thread pusher_;
  std::unique_ptr<AdsServer> network_;  // the last member: its streams use all others
};

}  // namespace meshgate::xds

#endif  // MESHGATE_CONTROLLERS_SINKS_XDS_SINK_H_
