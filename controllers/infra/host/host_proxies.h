// Infrastructure on the host: one local Envoy per Gateway, started, watched and drained here.
#ifndef MESHGATE_CONTROLLERS_INFRA_HOST_HOST_PROXIES_H_
#define MESHGATE_CONTROLLERS_INFRA_HOST_HOST_PROXIES_H_

#include <sys/types.h>

#include <chrono>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "controllers/infra/host/runtime_folder.h"
#include "controllers/infra/host/supervisor.h"
#include "core/base/mutex.h"

namespace meshgate::infra {

struct HostOptions {
  std::string envoy_path;   // an executable Envoy
  std::string runtime_dir;  // private to the user, at most 68 bytes; sockets and records
  std::string log_dir;      // one log per Gateway, appended to
  int concurrency = 0;      // worker threads of each Envoy; 0: two, or one on a single core
  // How long a proxy that ends may wait for its clients to leave.
  std::chrono::seconds drain_time{2};
};

// A Gateway's proxy, for people and tests.
struct HostedProxy {
  std::string gateway;
  pid_t pid = 0;  // 0 while no process runs
};

// Owns the Envoy processes of one runtime folder and a thread for each. An Envoy outlives a manager
// that is killed: the next manager with the same folder adopts it if its Gateway is still wanted
// and it was started with the same bootstrap and command line, else drains and stops it.
// [thread-safe]
class HostProxies {
 public:
  // Locks the runtime folder and finds what an earlier manager left there, but starts and stops
  // nothing yet. An error is one line for people.
  static absl::StatusOr<std::unique_ptr<HostProxies>> Create(HostOptions options);
  // Stop().
  ~HostProxies();

  // The Unix socket on which the control plane of this Gateway ("namespace/name") has to listen.
  // Whoever can open it is that Gateway's proxy. Always the same for one runtime folder.
  std::string SocketPath(std::string_view gateway) const;

  // The Gateways that shall have a proxy from now on: others are drained and stopped, new ones
  // started, the rest is left alone. Does not wait. Nothing after Stop().
  void Apply(const std::set<std::string>& gateways);

  // In order of the Gateways' names; proxies that are being stopped are included.
  std::vector<HostedProxy> List() const;

  // Drains and stops every proxy, those of earlier managers too, and waits until none is left: at
  // most the drain time and ten seconds.
  void Stop();

 private:
  HostProxies(HostOptions options, RuntimeFolder folder);
  ProxyPlan Plan(const std::string& gateway) const;
  // Makes the Gateway's supervisor, with what an earlier manager left of it.
  void Supervise(const std::string& gateway, bool wanted) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void ApplyLocked(const std::set<std::string>& gateways) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const HostOptions options_;
  const RuntimeFolder folder_;

  mutable base::Mutex mutex_;
  bool stopped_ ABSL_GUARDED_BY(mutex_) = false;
  // What earlier managers left, by Gateway, until the first Apply.
  std::map<std::string, ProxyRecord> left_behind_ ABSL_GUARDED_BY(mutex_);
  std::map<std::string, std::unique_ptr<Supervisor>> supervisors_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace meshgate::infra

#endif  // MESHGATE_CONTROLLERS_INFRA_HOST_HOST_PROXIES_H_
