#include "controllers/sinks/xds/resource.h"

#include <utility>

namespace meshgate::xds {
namespace {

constexpr std::array<std::string_view, kResourceTypeCount> kTypeUrls = {
    "type.googleapis.com/envoy.config.cluster.v3.Cluster",
    "type.googleapis.com/envoy.config.endpoint.v3.ClusterLoadAssignment",
    "type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.Secret",
    "type.googleapis.com/envoy.config.route.v3.RouteConfiguration",
    "type.googleapis.com/envoy.config.listener.v3.Listener",
};

}  // namespace

std::string_view TypeUrl(ResourceType type) { return kTypeUrls[IndexOf(type)]; }

std::optional<ResourceType> TypeOfUrl(std::string_view url) {
  for (ResourceType type : kResourceTypes) {
    if (TypeUrl(type) == url) return type;
  }
  return std::nullopt;
}

Resource Resource::Of(base::SharedBytes bytes) {
  Resource resource;
  resource.version = bytes.hash().ToHex();
  resource.head = std::move(bytes);
  return resource;
}

size_t Resource::size() const {
  size_t size = head.size();
  ForEachOfTail([&](const base::SharedBytes& bytes) { size += bytes.size(); });
  return size;
}

size_t Resource::slice_count() const {
  size_t count = 1;
  if (tail) {
    for (const auto& chunk : *tail) count += chunk->size();
  }
  return count;
}

std::string Resource::Join() const {
  std::string joined(head.view());
  ForEachOfTail([&](const base::SharedBytes& bytes) { joined.append(bytes.view()); });
  return joined;
}

}  // namespace meshgate::xds
