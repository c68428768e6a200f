#include "controllers/app/port_map.h"

#include <fstream>
#include <optional>
#include <sstream>
#include <utility>

#include "absl/strings/numbers.h"
#include "core/base/socket_name.h"
#include "core/base/status_macros.h"
#include "core/resource/json.h"

namespace meshgate::app {
namespace {

using resource::Field;
using resource::NodeType;
using resource::Position;
using resource::Value;

absl::Status Refuse(Position position, const std::string& message) {
  return absl::InvalidArgumentError(std::to_string(position.line) + ":" +
                                    std::to_string(position.column) + ": " + message);
}

// "text:port", split at the last colon; no value when there is no valid port.
std::optional<std::pair<std::string, int>> SplitPort(const std::string& text) {
  const size_t colon = text.rfind(':');
  int port = 0;
  if (colon == std::string::npos || colon == 0) return std::nullopt;
  if (!absl::SimpleAtoi(text.substr(colon + 1), &port) || port < 1 || port > 65535) {
    return std::nullopt;
  }
  return std::pair(text.substr(0, colon), port);
}

absl::StatusOr<pipeline::SocketAddress> ParseAddress(const Field& field) {
  const auto address = SplitPort(field.value.text);
  const std::string ip(base::WithoutBrackets(address ? address->first : ""));
  if (field.value.type != NodeType::kString || !base::IsIpAddress(ip)) {
    return Refuse(field.value.position, "the address of \"" + field.key +
                                            "\" must look like \"127.0.0.1:20001\" or "
                                            "\"[::1]:20001\"");
  }
  return pipeline::SocketAddress{ip, address->second};
}

absl::StatusOr<pipeline::BackendId> ParseName(const Field& field) {
  const auto name = SplitPort(field.key);
  const size_t slash = name ? name->first.find('/') : std::string::npos;
  if (slash == std::string::npos || slash == 0 || slash + 1 == name->first.size()) {
    return Refuse(field.position, "\"" + field.key + "\" must look like \"namespace/name:port\"");
  }
  return pipeline::BackendId{name->first.substr(0, slash), name->first.substr(slash + 1),
                             name->second};
}

}  // namespace

absl::StatusOr<PortMap> ParsePortMap(std::string_view json) {
  const resource::Decoded decoded = resource::DecodeJson(json);
  if (decoded.error) return Refuse(decoded.error->position, decoded.error->message);
  if (decoded.documents.size() != 1) return Refuse({1, 1}, "must be one JSON object");
  PortMap map;
  for (const Field& section : decoded.documents.front().value.fields) {
    if (section.key != "listeners" && section.key != "backends") {
      return Refuse(section.position, "unknown field \"" + section.key +
                                          "\"; there are \"listeners\" and \"backends\"");
    }
    for (const Field& field : section.value.fields) {
      MG_ASSIGN_OR_RETURN(const pipeline::BackendId name, ParseName(field));
      MG_ASSIGN_OR_RETURN(pipeline::SocketAddress address, ParseAddress(field));
      if (section.key == "listeners") {
        map.listeners[field.key] = std::move(address);
      } else {
        map.backends[name] = std::move(address);
      }
    }
  }
  return map;
}

absl::StatusOr<PortMap> ReadPortMap(const std::string& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  if (!file) return absl::NotFoundError(path + ": cannot be read; name a file that exists");
  absl::StatusOr<PortMap> map = ParsePortMap(text.str());
  if (map.ok()) return map;
  return absl::InvalidArgumentError(path + ":" + std::string(map.status().message()));
}

}  // namespace meshgate::app
