// Statuses as files: one YAML document per object in one folder.
#ifndef MESHGATE_CONTROLLERS_APP_STATUS_FILES_H_
#define MESHGATE_CONTROLLERS_APP_STATUS_FILES_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "controllers/app/status_hold.h"

namespace meshgate::app {

// Not thread-safe.
class StatusFiles {
 public:
  // Makes the folder and removes what an earlier run wrote there. PermissionDenied, naming the
  // folder, when it cannot be written.
  static absl::StatusOr<StatusFiles> Open(const std::string& folder);

  // Replaces or removes the file of one object in one step: readers never see a part.
  // "HTTPRoute.gateway.networking.k8s.io_demo_echo.status.yaml"; each object has a name of its own.
  absl::Status Write(const StatusChange& change) const;

 private:
  explicit StatusFiles(std::string folder) : folder_(std::move(folder)) {}

  std::string folder_;
};

}  // namespace meshgate::app

#endif  // MESHGATE_CONTROLLERS_APP_STATUS_FILES_H_
