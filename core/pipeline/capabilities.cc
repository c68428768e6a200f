#include "core/pipeline/capabilities.h"

#include <algorithm>

namespace meshgate::pipeline {
namespace {

// HTTPS and TLS end TLS at the listener or look into it, which takes a plugin with certificates;
// UDP has no connections. Nothing renders these three yet, whatever plugins say.
bool IsRendered(std::string_view protocol) { return protocol == "HTTP" || protocol == "TCP"; }

}  // namespace

std::vector<resource::Kind> KindsOfProtocol(const loader::Registry& registry,
                                            std::string_view protocol) {
  std::vector<resource::Kind> kinds;
  if (!IsRendered(protocol)) return kinds;
  for (const loader::RouteKind& kind : registry.route_kinds()) {
    const auto& protocols = kind.spec.protocols;
    if (std::find(protocols.begin(), protocols.end(), protocol) != protocols.end()) {
      kinds.push_back(kind.kind);
    }
  }
  return kinds;
}

bool HasHostnames(std::string_view protocol) { return protocol != "TCP" && protocol != "UDP"; }

std::vector<std::string> SupportedFeatures(const loader::Registry& registry) {
  std::vector<std::string> features = {"Gateway", "GatewayHTTPListenerIsolation", "GatewayPort8080",
                                       "ReferenceGrant"};
  for (const loader::RouteKind& kind : registry.route_kinds()) {
    features.insert(features.end(), kind.spec.features.begin(), kind.spec.features.end());
  }
  std::sort(features.begin(), features.end());
  features.erase(std::unique(features.begin(), features.end()), features.end());
  return features;
}

}  // namespace meshgate::pipeline
