// An xDS resource as it is sent: a content version and immutable buffers that all streams share.
#ifndef MESHGATE_CONTROLLERS_SINKS_XDS_RESOURCE_H_
#define MESHGATE_CONTROLLERS_SINKS_XDS_RESOURCE_H_

#include <array>
#include <compare>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/shared_bytes.h"

namespace meshgate::xds {

// In the order in which they are pushed: what is referred to comes before what refers to it.
enum class ResourceType { kCluster, kEndpoints, kSecret, kRoutes, kListener };

inline constexpr std::array kResourceTypes = {ResourceType::kCluster, ResourceType::kEndpoints,
                                              ResourceType::kSecret, ResourceType::kRoutes,
                                              ResourceType::kListener};
inline constexpr size_t kResourceTypeCount = kResourceTypes.size();

inline size_t IndexOf(ResourceType type) { return static_cast<size_t>(type); }

// What sets the types apart.
struct TypeInfo {
  std::string_view url;  // "type.googleapis.com/envoy.config.cluster.v3.Cluster"
  // Proxies have all of them, and are told of removals. Of the others they have those that their
  // listeners and clusters ask for, and drop them with these.
  bool is_whole = false;
  int metadata_field = 0;  // of the message, the number of its field `metadata`; 0: it has none
};
const TypeInfo& InfoOf(ResourceType type);
// No value for a type that this sink does not serve.
std::optional<ResourceType> TypeOfUrl(std::string_view url);

struct TypedName {
  ResourceType type = ResourceType::kCluster;
  std::string name;
  auto operator<=>(const TypedName&) const = default;
};

// Buffers in a row, in chunks that are shared.
using Chunks = std::vector<std::shared_ptr<const std::vector<base::SharedBytes>>>;

// The serialised message is `head` followed by every buffer of `tail`: protobuf concatenates.
// Copied by reference. [thread-safe]
struct Resource {
  std::string version;  // a hash of the content, in hexadecimal
  base::SharedBytes head;
  std::shared_ptr<const Chunks> tail;  // may be null

  // A resource of one buffer.
  static Resource Of(base::SharedBytes bytes);

  // Calls f(buffer) for every buffer of `tail`.
  template <typename F>
  void ForEachOfTail(F f) const {
    if (!tail) return;
    for (const auto& chunk : *tail) {
      for (const base::SharedBytes& bytes : *chunk) f(bytes);
    }
  }

  size_t size() const;         // of the serialised message, in bytes
  size_t slice_count() const;  // buffers it consists of
  std::string Join() const;    // a copy of the serialised message
};

}  // namespace meshgate::xds

#endif  // MESHGATE_CONTROLLERS_SINKS_XDS_RESOURCE_H_
