// What all objects of a Gateway share. [pure]
#ifndef MESHGATE_CONTROLLERS_INFRA_KUBERNETES_METADATA_H_
#define MESHGATE_CONTROLLERS_INFRA_KUBERNETES_METADATA_H_

#include <string>

#include "controllers/infra/kubernetes/proxy_objects.h"

namespace meshgate::infra {

// What one object is made from.
struct ProxyPlan {
  const resource::ObjectId& gateway;
  const pipeline::Infrastructure& infra;
  const ProxySettings& settings;
};

// apiVersion, kind and metadata. Later labels win: `own`, the Gateway's, ours.
resource::Value NewObject(const ProxyPlan& plan, const char* api_version, const char* kind,
                          std::string name, ir::StringMap own_labels = {},
                          ir::StringMap own_annotations = {});

ir::StringMap LabelsOf(const ProxyPlan& plan, ir::StringMap own);
ir::StringMap AnnotationsOf(const ProxyPlan& plan, ir::StringMap own);
// What the pods of the Gateway have in common and no others have; it never changes.
resource::Value SelectorOf(const ProxyPlan& plan);

resource::Value ToValue(const ir::StringMap& map);

resource::Value BuildDeployment(const ProxyPlan& plan, const std::string& bootstrap_hash,
                                bool autoscaled);
resource::Value BuildService(const ProxyPlan& plan);

inline constexpr char kConfigurationFolder[] = "/etc/meshgate/bootstrap";
inline constexpr char kCredentialsFolder[] = "/etc/meshgate/xds";
inline constexpr char kRunFolder[] = "/run/meshgate";
inline constexpr char kAdminSocket[] = "/run/meshgate/admin.sock";

// A port that no listener has, the same for most Gateways.
int ReadyPort(const pipeline::Infrastructure& infra);

}  // namespace meshgate::infra

#endif  // MESHGATE_CONTROLLERS_INFRA_KUBERNETES_METADATA_H_
