#include "core/pipeline/capabilities.h"

#include <algorithm>

namespace meshgate::pipeline {
std::vector<resource::Kind> KindsOfProtocol(const loader::Registry& registry,
                                            std::string_view protocol) {
  std::vector<resource::Kind> kinds;
  if (registry.FindProtocol(protocol) == nullptr) return kinds;
  for (const loader::RouteKind& kind : registry.route_kinds()) {
    const auto& protocols = kind.spec.protocols;
    if (std::find(protocols.begin(), protocols.end(), protocol) != protocols.end()) {
      kinds.push_back(kind.kind);
    }
  }
  return kinds;
}

std::vector<std::string> SupportedFeatures(const loader::Registry& registry) {
  std::vector<std::string> features = {"Gateway", "GatewayHTTPListenerIsolation", "GatewayPort8080",
                                       "ReferenceGrant"};
  for (const loader::RouteKind& kind : registry.route_kinds()) {
    features.insert(features.end(), kind.spec.features.begin(), kind.spec.features.end());
  }
  for (const loader::ListenerKind& kind : registry.listener_kinds()) {
    features.insert(features.end(), kind.spec.features.begin(), kind.spec.features.end());
  }
  std::sort(features.begin(), features.end());
  features.erase(std::unique(features.begin(), features.end()), features.end());
  return features;
}

}  // namespace meshgate::pipeline
