#include "controllers/sinks/xds/resource.h"

#include <utility>

namespace meshgate::xds {
namespace {

constexpr std::array<TypeInfo, kResourceTypeCount> kTypes = {{
    {"type.googleapis.com/envoy.config.cluster.v3.Cluster", true, 25},
    {"type.googleapis.com/envoy.config.endpoint.v3.ClusterLoadAssignment", false, 0},
    {"type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.Secret", false, 0},
    {"type.googleapis.com/envoy.config.route.v3.RouteConfiguration", false, 17},
    {"type.googleapis.com/envoy.config.listener.v3.Listener", true, 6},
}};

}  // namespace

const TypeInfo& InfoOf(ResourceType type) { return kTypes[IndexOf(type)]; }

std::optional<ResourceType> TypeOfUrl(std::string_view url) {
  for (ResourceType type : kResourceTypes) {
    if (InfoOf(type).url == url) return type;
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
