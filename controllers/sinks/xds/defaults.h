// The limits that every Gateway has until a policy says otherwise.
#ifndef MESHGATE_CONTROLLERS_SINKS_XDS_DEFAULTS_H_
#define MESHGATE_CONTROLLERS_SINKS_XDS_DEFAULTS_H_

#include <chrono>
#include <cstdint>
#include <string_view>

#include "google/protobuf/duration.pb.h"

namespace meshgate::xds {

inline constexpr std::string_view kServerName = "Kuma Gateway";
// The metadata of a route that may remove the header Server from its answers.
inline constexpr std::string_view kServerRemovedMetadata = "meshgate.server_removed";

inline constexpr std::chrono::seconds kConnectTimeout{5};

// The name of the listener to which a request's connection belongs, where TLS ends; set over what a
// client sends, and taken away again before a backend sees it.
inline constexpr std::string_view kListenerHeader = "x-meshgate-listener";
inline constexpr std::chrono::minutes kStreamIdleTimeout{5};
inline constexpr std::chrono::hours kConnectionIdleTimeout{1};
inline constexpr std::chrono::seconds kRequestHeadersTimeout{10};

// Hosts that a connection tries before the client is told.
inline constexpr uint32_t kConnectAttempts = 3;

inline constexpr uint32_t kConnectionBufferBytes = 32768;
inline constexpr uint32_t kHttp2Streams = 100;
inline constexpr uint32_t kHttp2StreamWindowBytes = 65536;
inline constexpr uint32_t kHttp2ConnectionWindowBytes = 1048576;

// Per cluster. Envoy's own 1,024 would refuse what a slow backend still answers.
inline constexpr uint32_t kClusterConnections = 16384;
inline constexpr uint32_t kClusterRequests = 16384;
inline constexpr uint32_t kClusterRetries = 3;

inline void SetDuration(std::chrono::milliseconds value, google::protobuf::Duration& out) {
  out.set_seconds(value.count() / 1000);
  out.set_nanos(static_cast<int32_t>(value.count() % 1000 * 1000000));
}

}  // namespace meshgate::xds

#endif  // MESHGATE_CONTROLLERS_SINKS_XDS_DEFAULTS_H_
