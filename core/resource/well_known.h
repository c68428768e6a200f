// The kinds that the core itself reads. Every other kind comes from a plugin.
#ifndef MESHGATE_CORE_RESOURCE_WELL_KNOWN_H_
#define MESHGATE_CORE_RESOURCE_WELL_KNOWN_H_

#include <string_view>

#include "core/resource/kind.h"

namespace meshgate::resource {

inline constexpr std::string_view kGatewayApiGroup = "gateway.networking.k8s.io";

inline constexpr std::string_view kExperimentalGatewayApiGroup = "gateway.networking.x-k8s.io";

constexpr bool IsGatewayApiGroup(std::string_view group) {
  return group == kGatewayApiGroup || group == kExperimentalGatewayApiGroup;
}

inline const Kind kGatewayClass = Kind::Of(kGatewayApiGroup, "GatewayClass");
inline const Kind kGateway = Kind::Of(kGatewayApiGroup, "Gateway");
inline const Kind kListenerSet = Kind::Of(kGatewayApiGroup, "ListenerSet");
inline const Kind kReferenceGrant = Kind::Of(kGatewayApiGroup, "ReferenceGrant");

inline const Kind kNamespace = Kind::Of("", "Namespace");
inline const Kind kService = Kind::Of("", "Service");
inline const Kind kEndpointSlice = Kind::Of("discovery.k8s.io", "EndpointSlice");
inline const Kind kSecret = Kind::Of("", "Secret");
inline const Kind kConfigMap = Kind::Of("", "ConfigMap");

// Every Namespace has this label, with its own name as the value: an API server sees to that, and
// so does admission here (SchemaCatalog::Admit).
inline constexpr std::string_view kNamespaceNameLabel = "kubernetes.io/metadata.name";

}  // namespace meshgate::resource

#endif  // MESHGATE_CORE_RESOURCE_WELL_KNOWN_H_
