// The Kubernetes objects that serve a Gateway: a Service and a Deployment of Envoys, a
// ServiceAccount without rights, a ConfigMap with the bootstrap and a Secret with the credentials
// for xDS. [pure]
//
// Envoy listens on the ports of the listeners themselves, so that a port has one number from the
// Gateway to the packet: the pod lowers net.ipv4.ip_unprivileged_port_start, which every Pod
// Security Standard allows, in place of running as root. Nothing in the pod template follows the
// listeners, so that a change of a listener replaces no pod. What does replace them: parameters,
// labels and annotations (Gateway API, GatewayInfrastructure), the bootstrap and the image.
#ifndef MESHGATE_CONTROLLERS_INFRA_KUBERNETES_PROXY_OBJECTS_H_
#define MESHGATE_CONTROLLERS_INFRA_KUBERNETES_PROXY_OBJECTS_H_

#include <string>
#include <vector>

#include "core/pipeline/model.h"
#include "core/resource/value.h"

namespace meshgate::infra {

inline constexpr char kManagedByLabel[] = "app.kubernetes.io/managed-by";
inline constexpr char kManagedBy[] = "meshgate";
inline constexpr char kGatewayNameLabel[] = "gateway.networking.k8s.io/gateway-name";
inline constexpr char kGatewayClassNameLabel[] = "gateway.networking.k8s.io/gateway-class-name";
// The controller name of the manager that made the object.
inline constexpr char kControllerAnnotation[] = "meshgate.io/controller";

struct ProxySettings {
  std::string controller_name;
  // Envoy with a shell and Perl, for the drain at the end of a pod (every image of Envoy that is
  // made from Ubuntu; not the distroless ones).
  std::string image = "docker.io/envoyproxy/envoy:v1.40.0";
  std::string xds_host;  // of this control plane, as pods reach it
  int xds_port = 0;
  std::string xds_server_name;  // see NetworkBootstrapParameters
};

// PEM.
struct XdsCredentials {
  std::string ca_certificates;
  std::string certificates;
  std::string private_key;
};

// All but the Secret, in the order in which they are made; `infra` has ports. `autoscaled`: the
// number of replicas is somebody else's, and left out.
std::vector<resource::Value> BuildProxyObjects(const resource::ObjectId& gateway,
                                               const pipeline::Infrastructure& infra,
                                               const ProxySettings& settings, bool autoscaled);

// The Secret without its data, and the data.
resource::Value BuildCredentialsSecret(const resource::ObjectId& gateway,
                                       const pipeline::Infrastructure& infra,
                                       const ProxySettings& settings);
resource::Value BuildCredentialsData(const XdsCredentials& credentials);

}  // namespace meshgate::infra

#endif  // MESHGATE_CONTROLLERS_INFRA_KUBERNETES_PROXY_OBJECTS_H_
