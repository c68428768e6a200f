// The proxies of a cluster: a Deployment with a Service for each Gateway.
#ifndef MESHGATE_CONTROLLERS_APP_CLUSTER_FLEET_H_
#define MESHGATE_CONTROLLERS_APP_CLUSTER_FLEET_H_

#include <functional>
#include <memory>
#include <string>

#include "controllers/app/fleet.h"
#include "controllers/infra/kubernetes/reconciler.h"
#include "controllers/kubernetes/http_client.h"
#include "controllers/pki/authority.h"

namespace meshgate::app {

// Keeps what the reconciler makes in step with the cluster, on a thread of its own. Apply() is of
// the engine thread; all else [thread-safe].
class ClusterFleet final : public Fleet {
 public:
  // `client` and `authority` must outlive this. `feedback` is called on the fleet's thread, and
  // `settled` once, when it has told what there is of all Gateways of the start.
  ClusterFleet(kubernetes::HttpClient& client, const pki::Authority& authority,
               infra::ProxySettings settings, infra::Feedback feedback,
               std::function<void()> settled);
  // What was made stays, and serves.
  ~ClusterFleet() override;

  bool tells() const override { return true; }
  std::string SocketPath(const resource::ObjectId&) const override { return ""; }
  void Apply(const FleetChanges& changes) override;

 private:
  class Loop;
  std::unique_ptr<Loop> loop_;
};

}  // namespace meshgate::app

#endif  // MESHGATE_CONTROLLERS_APP_CLUSTER_FLEET_H_
