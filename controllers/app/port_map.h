// The file of --port-map: other local addresses for listeners and backends.
//
//   {"listeners": {"ns/gateway:port": "127.0.0.1:20001"},
//    "backends": {"ns/service:port": "127.0.0.1:21001"}}
#ifndef MESHGATE_CONTROLLERS_APP_PORT_MAP_H_
#define MESHGATE_CONTROLLERS_APP_PORT_MAP_H_

#include <map>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "core/pipeline/model.h"
#include "core/pipeline/options.h"

namespace meshgate::app {

struct PortMap {
  std::map<std::string, pipeline::SocketAddress> listeners;  // by "ns/gateway:port", as given
  std::map<pipeline::BackendId, pipeline::SocketAddress> backends;
};

// InvalidArgument with the line and column of what is wrong. [pure]
absl::StatusOr<PortMap> ParsePortMap(std::string_view json);

// The same of a file; the message starts with its path. NotFound when it cannot be read.
absl::StatusOr<PortMap> ReadPortMap(const std::string& path);

}  // namespace meshgate::app

#endif  // MESHGATE_CONTROLLERS_APP_PORT_MAP_H_
