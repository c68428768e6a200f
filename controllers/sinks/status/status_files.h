// Statuses as files: one YAML document per object in one folder.
#ifndef MESHGATE_CONTROLLERS_SINKS_STATUS_STATUS_FILES_H_
#define MESHGATE_CONTROLLERS_SINKS_STATUS_STATUS_FILES_H_

#include <functional>
#include <map>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "controllers/sinks/status/status_sink.h"
#include "core/resource/object_id.h"
#include "core/resource/value.h"

namespace meshgate::status_sink {

// Not thread-safe.
class StatusFiles {
 public:
  using Clock = std::function<absl::Time()>;

  // Makes the folder and removes what an earlier run wrote there. PermissionDenied, naming the
  // folder, when it cannot be written.
  static absl::StatusOr<StatusFiles> Open(const std::string& folder, Clock clock = absl::Now);

  // Replaces or removes the file of one object in one step: readers never see a part.
  // "HTTPRoute.gateway.networking.k8s.io_demo_echo.status.yaml"; each object has a name of its own.
  // lastTransitionTime is the time at which the condition's status was last seen to change.
  absl::Status Write(const StatusChange& change);

 private:
  StatusFiles(std::string folder, Clock clock)
      : folder_(std::move(folder)), clock_(std::move(clock)) {}

  std::string folder_;
  Clock clock_;
  std::map<resource::ObjectId, resource::Value> written_;  // the documents of the files
};

}  // namespace meshgate::status_sink

#endif  // MESHGATE_CONTROLLERS_SINKS_STATUS_STATUS_FILES_H_
