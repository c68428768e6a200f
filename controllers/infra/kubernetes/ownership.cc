#include "controllers/infra/kubernetes/ownership.h"

#include <string_view>

#include "controllers/infra/kubernetes/proxy_objects.h"
#include "core/resource/well_known.h"

namespace meshgate::infra {

std::optional<Owner> OwnerOf(const resource::Object& object, const std::string& controller_name) {
  if (object.Label(kManagedByLabel) != kManagedBy ||
      object.Annotation(kControllerAnnotation) != controller_name) {
    return std::nullopt;
  }
  for (const resource::Node owner : object.root()["metadata"]["ownerReferences"].items()) {
    if (!owner["controller"].BoolOr(false) || owner["kind"].text() != "Gateway" ||
        !owner["apiVersion"].text().starts_with("gateway.networking.k8s.io/")) {
      continue;
    }
    return Owner{{resource::kGateway, object.id().ns, std::string(owner["name"].text())},
                 std::string(owner["uid"].text())};
  }
  return std::nullopt;
}

std::vector<status::Address> AddressesOf(const resource::Object& service) {
  std::vector<status::Address> addresses;
  const auto add = [&](const char* type, std::string_view value) {
    if (!value.empty()) addresses.push_back({type, std::string(value)});
  };
  const resource::Node spec = service.spec();
  if (spec["type"].text() == "LoadBalancer") {
    for (const resource::Node ingress : service.status()["loadBalancer"]["ingress"].items()) {
      add("IPAddress", ingress["ip"].text());
      if (ingress["ip"].text().empty()) add("Hostname", ingress["hostname"].text());
    }
    return addresses;
  }
  for (const resource::Node address : spec["clusterIPs"].items()) {
    if (address.text() != "None") add("IPAddress", address.text());
  }
  return addresses;
}

std::optional<resource::ObjectId> AutoscaledBy(const resource::Object& autoscaler) {
  const resource::Node target = autoscaler.spec()["scaleTargetRef"];
  if (target["kind"].text() != "Deployment" || !target["apiVersion"].text().starts_with("apps/")) {
    return std::nullopt;
  }
  return resource::ObjectId{kDeployment, autoscaler.id().ns, std::string(target["name"].text())};
}

}  // namespace meshgate::infra
