#include "core/pipeline/capabilities.h"

#include <algorithm>

namespace meshgate::pipeline {
namespace {

// These end TLS at the listener or look into it, which takes a plugin with certificates.
bool NeedsTls(std::string_view protocol) { return protocol == "HTTPS" || protocol == "TLS"; }

}  // namespace

std::vector<resource::Kind> KindsOfProtocol(const loader::Registry& registry,
                                            std::string_view protocol) {
  std::vector<resource::Kind> kinds;
  if (NeedsTls(protocol)) return kinds;
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
  std::sort(features.begin(), features.end());
  features.erase(std::unique(features.begin(), features.end()), features.end());
  return features;
}

}  // namespace meshgate::pipeline
