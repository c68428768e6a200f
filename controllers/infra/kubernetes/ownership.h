// Whose an object of the cluster is. [pure]
//
// Ours are objects with our managed-by label, the annotation with our controller name, and a
// Gateway as controlling owner: what we made and nothing else. Nothing else is ever changed or
// deleted.
#ifndef MESHGATE_CONTROLLERS_INFRA_KUBERNETES_OWNERSHIP_H_
#define MESHGATE_CONTROLLERS_INFRA_KUBERNETES_OWNERSHIP_H_

#include <optional>
#include <string>
#include <vector>

#include "core/resource/object.h"
#include "core/status/document.h"

namespace meshgate::infra {

struct Owner {
  resource::ObjectId gateway;
  std::string uid;
  friend bool operator==(const Owner&, const Owner&) = default;
};

// The Gateway for which a manager of this controller name made `object`; nothing for the objects of
// others.
std::optional<Owner> OwnerOf(const resource::Object& object, const std::string& controller_name);

// The addresses at which the listeners of a Gateway are reached through its Service: what the load
// balancer assigned, or the cluster's addresses for the types without one.
std::vector<status::Address> AddressesOf(const resource::Object& service);

// The Deployment whose replicas a HorizontalPodAutoscaler decides, if it is one.
std::optional<resource::ObjectId> AutoscaledBy(const resource::Object& autoscaler);

inline const resource::Kind kDeployment = resource::Kind::Of("apps", "Deployment");
inline const resource::Kind kAutoscaler =
    resource::Kind::Of("autoscaling", "HorizontalPodAutoscaler");
inline const resource::Kind kServiceAccount = resource::Kind::Of("", "ServiceAccount");

}  // namespace meshgate::infra

#endif  // MESHGATE_CONTROLLERS_INFRA_KUBERNETES_OWNERSHIP_H_
