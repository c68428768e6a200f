// The folder in which one manager keeps the sockets and records of its local proxies.
#ifndef MESHGATE_CONTROLLERS_INFRA_HOST_RUNTIME_FOLDER_H_
#define MESHGATE_CONTROLLERS_INFRA_HOST_RUNTIME_FOLDER_H_

#include <sys/types.h>

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "controllers/infra/host/unique_fd.h"

namespace meshgate::infra {

// A started proxy, written down so that the next manager finds it again.
struct ProxyRecord {
  std::string gateway;  // "namespace/name"
  pid_t pid = 0;
  std::string identity;       // which process had that pid (running_proxy.h)
  std::string configuration;  // hash of its bootstrap and its command line

  friend bool operator==(const ProxyRecord&, const ProxyRecord&) = default;
};

// The files of one Gateway. Their names are a hash of the Gateway's name, so that no name is too
// long for a socket (107 bytes) and no name can leave the folder.
struct ProxyFiles {
  std::string xds_socket;
  std::string admin_socket;
  std::string bootstrap;
  std::string record;
};

// A short, collision-resistant file name for a Gateway: 32 hexadecimal digits. [pure]
std::string GatewayFileName(std::string_view gateway);

// Holds the folder for this process until destruction. The folder is private to its user (0700),
// since whoever reaches a Gateway's xDS socket gets its certificates. [thread-safe]
class RuntimeFolder {
 public:
  // Makes the folder if needed and locks it. The error is one line that names the folder, what is
  // wrong (path too long, not writable, open to other users, held by the process with id N) and the
  // way out.
  static absl::StatusOr<RuntimeFolder> Open(std::string path);

  ProxyFiles Files(std::string_view gateway) const;

  // Records of earlier managers and our own; a file that is no record is left out.
  std::vector<ProxyRecord> Records() const;
  absl::Status Write(const ProxyRecord& record) const;
  // Deletes all files of the Gateway except the xDS socket, which belongs to the xDS server.
  void Remove(std::string_view gateway) const;

 private:
  RuntimeFolder(std::string path, UniqueFd lock) : path_(std::move(path)), lock_(std::move(lock)) {}

  std::string path_;
  UniqueFd lock_;
};

// Replaces the file's content at once or not at all; mode 0600.
absl::Status WriteFile(const std::string& path, std::string_view content);

}  // namespace meshgate::infra

#endif  // MESHGATE_CONTROLLERS_INFRA_HOST_RUNTIME_FOLDER_H_
