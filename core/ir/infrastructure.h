// What the parameters of a GatewayClass or a Gateway say of its proxies: what a class
// parameters kind builds. Plain values, as those of route.h. Gateway API:
// GatewayClassSpec.parametersRef, GatewayInfrastructure.parametersRef. [pure]
//
// An absent field says nothing: the parameters of a Gateway are laid over those of its class, field
// by field, and the rest is the manager's to choose. Labels and annotations are merged key by key;
// those that the manager needs for itself win over all others.
#ifndef MESHGATE_CORE_IR_INFRASTRUCTURE_H_
#define MESHGATE_CORE_IR_INFRASTRUCTURE_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace meshgate::ir {

using StringMap = std::map<std::string, std::string>;

enum class ServiceType { kLoadBalancer, kClusterIp, kNodePort };

// As Kubernetes writes them: resource name ("cpu") -> quantity ("500m").
struct Resources {
  StringMap requests = {};
  StringMap limits = {};
  bool operator==(const Resources&) const = default;
};

struct InfrastructureParameters {
  std::optional<int> replicas = {};  // 1 or more
  std::optional<ServiceType> service_type = {};
  // Of the container of the proxy; one field, since requests must not exceed limits.
  std::optional<Resources> resources = {};
  StringMap service_annotations = {};
  StringMap service_labels = {};
  std::optional<std::string> load_balancer_ip = {};
  StringMap pod_annotations = {};
  StringMap pod_labels = {};
  // One that exists; absent: each Gateway has a ServiceAccount of its own.
  std::optional<std::string> service_account_name = {};
  std::optional<int64_t> fs_group = {};
  std::optional<bool> read_only_root_filesystem = {};
  // Kuma: a gateway for the workloads of other meshes.
  std::optional<bool> cross_mesh = {};
  // Kuma: more tags of the gateway's data planes.
  StringMap tags = {};
  bool operator==(const InfrastructureParameters&) const = default;
};

}  // namespace meshgate::ir

#endif  // MESHGATE_CORE_IR_INFRASTRUCTURE_H_
