// The proxies of a cluster: a Deployment with a Service for each Gateway.
#ifndef MESHGATE_CONTROLLERS_APP_CLUSTER_INFRASTRUCTURE_H_
#define MESHGATE_CONTROLLERS_APP_CLUSTER_INFRASTRUCTURE_H_

#include <memory>
#include <string>

#include "controllers/infra/infrastructure.h"
#include "controllers/infra/kubernetes/reconciler.h"
#include "controllers/kubernetes/http_client.h"
#include "controllers/pki/authority.h"

namespace meshgate::app {

// Keeps what the reconciler makes in step with the cluster, on a thread of its own. [engine thread]
class ClusterInfrastructure final : public infra::Infrastructure {
 public:
  // `client` and `authority` must outlive this.
  ClusterInfrastructure(kubernetes::HttpClient& client, const pki::Authority& authority,
                        infra::ProxySettings settings);
  // What was made stays, and serves.
  ~ClusterInfrastructure() override;

  void Start(infra::Feedback feedback) override;
  std::string SocketPath(const resource::ObjectId&) const override { return ""; }
  void Apply(const infra::Changes& changes) override;

 private:
  class Loop;

  kubernetes::HttpClient& client_;
  const pki::Authority& authority_;
  const infra::ProxySettings settings_;
  std::unique_ptr<Loop> loop_;  // once started
};

}  // namespace meshgate::app

#endif  // MESHGATE_CONTROLLERS_APP_CLUSTER_INFRASTRUCTURE_H_
