// One operating system process that runs a proxy: our own child, or one that an earlier manager
// started and left behind.
#ifndef MESHGATE_CONTROLLERS_INFRA_HOST_RUNNING_PROXY_H_
#define MESHGATE_CONTROLLERS_INFRA_HOST_RUNNING_PROXY_H_

#include <sys/types.h>

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "controllers/infra/host/unique_fd.h"

namespace meshgate::infra {

// Which process has this pid: the boot and the time within it at which it started. A pid is used
// again, a pair of pid and identity is not. Empty if there is no such process.
std::string ProcessIdentity(pid_t pid);

// Owns a pidfd, never the process itself: destruction leaves it running. [one thread at a time]
class RunningProxy {
 public:
  struct Command {
    std::vector<std::string> arguments;  // the program's path first
    std::string log_path;                // gets stdout and stderr, appended
  };

  // Starts the command in a session of its own, so that neither a terminal's signals nor the end of
  // the manager reach it. `record` is called with pid and identity before the program runs: if it
  // fails, or the manager is killed before it is done, the program never runs.
  static absl::StatusOr<RunningProxy> Start(
      const Command& command, const std::function<absl::Status(pid_t, std::string)>& record);

  // Nothing if the process ended or the pid now belongs to another one.
  static std::optional<RunningProxy> Adopt(pid_t pid, const std::string& identity);

  pid_t pid() const { return pid_; }
  // Readable once the process has ended.
  int exit_fd() const { return pidfd_.get(); }

  // True if the process ended within this time.
  bool WaitForExit(std::chrono::milliseconds timeout) const;
  // Reaches this process or none, never another one with the same pid.
  void Signal(int signal) const;
  // How it ended, for people: "exit status 1", "signal 9", or "unknown" if it was no child of ours.
  // Call it once, after the end; it releases the pid.
  std::string Reap() const;

 private:
  RunningProxy(pid_t pid, UniqueFd pidfd) : pid_(pid), pidfd_(std::move(pidfd)) {}

  pid_t pid_;
  UniqueFd pidfd_;
};

}  // namespace meshgate::infra

#endif  // MESHGATE_CONTROLLERS_INFRA_HOST_RUNNING_PROXY_H_
