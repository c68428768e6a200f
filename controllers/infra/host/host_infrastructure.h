// One local Envoy for each Gateway.
#ifndef MESHGATE_CONTROLLERS_INFRA_HOST_HOST_INFRASTRUCTURE_H_
#define MESHGATE_CONTROLLERS_INFRA_HOST_HOST_INFRASTRUCTURE_H_

#include <set>
#include <string>

#include "controllers/infra/host/host_proxies.h"
#include "controllers/infra/infrastructure.h"
#include "core/resource/object_id.h"

namespace meshgate::infra {

// Gateways are served where the translator binds them: there is nothing to tell. [engine thread]
class HostInfrastructure final : public Infrastructure {
 public:
  // `proxies` must outlive this.
  explicit HostInfrastructure(HostProxies& proxies) : proxies_(proxies) {}

  void Start(Feedback feedback) override { feedback.settled(); }
  std::string SocketPath(const resource::ObjectId& gateway) const override {
    return proxies_.SocketPath(NamespacedName(gateway));
  }
  void Apply(const Changes& changes) override {
    for (const auto& [gateway, wanted] : changes) {
      if (wanted && !wanted->ports.empty()) {
        gateways_.insert(NamespacedName(gateway));
      } else {
        gateways_.erase(NamespacedName(gateway));
      }
    }
    proxies_.Apply(gateways_);
  }

 private:
  HostProxies& proxies_;
  std::set<std::string> gateways_;
};

}  // namespace meshgate::infra

#endif  // MESHGATE_CONTROLLERS_INFRA_HOST_HOST_INFRASTRUCTURE_H_
