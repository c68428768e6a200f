// The proxies of all Gateways, wherever they run.
#ifndef MESHGATE_CONTROLLERS_APP_FLEET_H_
#define MESHGATE_CONTROLLERS_APP_FLEET_H_

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "controllers/infra/host/host_proxies.h"
#include "core/pipeline/model.h"
#include "core/resource/object_id.h"
#include "core/status/document.h"

namespace meshgate::app {

// What changed: the Gateways that shall have other proxies than before, or none.
using FleetChanges = std::map<resource::ObjectId, std::optional<pipeline::Infrastructure>>;

// What the fleet learnt of a Gateway; see pipeline::Inputs. Without a value nothing is to be said.
struct FleetAddresses {
  resource::ObjectId gateway;
  std::optional<std::vector<status::Address>> addresses;
};
struct FleetProblem {
  resource::ObjectId gateway;
  std::optional<std::string> problem;
};

// What the fleet has of all Gateways of the start is told.
struct FleetSettled {};

// [engine thread]
class Fleet {
 public:
  virtual ~Fleet() = default;
  // The Unix socket on which the proxies of a Gateway look for the control plane; "" when they come
  // over the network.
  virtual std::string SocketPath(const resource::ObjectId& gateway) const = 0;
  // Whether addresses and problems come from the fleet, so that FleetSettled is to be waited for.
  virtual bool tells() const = 0;
  // Does not wait. Called once even if nothing changed: an earlier manager may have left proxies
  // behind that nobody wants any more.
  virtual void Apply(const FleetChanges& changes) = 0;
};

// One local Envoy for each Gateway.
class HostFleet final : public Fleet {
 public:
  // `proxies` must outlive this.
  explicit HostFleet(infra::HostProxies& proxies) : proxies_(proxies) {}

  bool tells() const override { return false; }
  std::string SocketPath(const resource::ObjectId& gateway) const override {
    return proxies_.SocketPath(NameOf(gateway));
  }
  void Apply(const FleetChanges& changes) override {
    for (const auto& [gateway, wanted] : changes) {
      if (wanted && !wanted->ports.empty()) {
        gateways_.insert(NameOf(gateway));
      } else {
        gateways_.erase(NameOf(gateway));
      }
    }
    proxies_.Apply(gateways_);
  }

 private:
  static std::string NameOf(const resource::ObjectId& gateway) {
    return gateway.ns + "/" + gateway.name;
  }

  infra::HostProxies& proxies_;
  std::set<std::string> gateways_;
};

}  // namespace meshgate::app

#endif  // MESHGATE_CONTROLLERS_APP_FLEET_H_
