// Keeps the Envoy of one Gateway running, and ends it politely when it is no longer wanted.
#ifndef MESHGATE_CONTROLLERS_INFRA_HOST_SUPERVISOR_H_
#define MESHGATE_CONTROLLERS_INFRA_HOST_SUPERVISOR_H_

#include <sys/types.h>

#include <chrono>
#include <optional>
#include <string>
#include <thread>

#include "absl/status/status.h"
#include "controllers/infra/host/admin_client.h"
#include "controllers/infra/host/backoff.h"
#include "controllers/infra/host/running_proxy.h"
#include "controllers/infra/host/runtime_folder.h"
#include "controllers/infra/host/unique_fd.h"
#include "core/base/mutex.h"

namespace meshgate::infra {

// How to run one proxy.
struct ProxyPlan {
  std::string gateway;  // "namespace/name"
  ProxyFiles files;
  std::string bootstrap;  // content of files.bootstrap
  RunningProxy::Command command;
  std::string configuration;  // hash of the above
  std::chrono::milliseconds drain_time;
};

// One thread per proxy: there are few Gateways on a host, each with a process of its own, and the
// thread sleeps until the process ends or the wish changes. [thread-safe]
class Supervisor {
 public:
  // `folder` outlives this object. The process of `left_behind`, a record of an earlier manager, is
  // adopted if it still runs, and replaced if its configuration is another one than the plan's.
  Supervisor(ProxyPlan plan, const RuntimeFolder& folder, std::optional<ProxyRecord> left_behind,
             bool wanted);
  // Drains and stops the proxy, then joins the thread.
  ~Supervisor();
  Supervisor(const Supervisor&) = delete;
  Supervisor& operator=(const Supervisor&) = delete;

  // Wanted: started, and started again whenever it ends. Not wanted: drained and stopped. Returns
  // at once.
  void SetWanted(bool wanted);
  // Not wanted and stopped: destruction would not wait.
  bool Idle() const;
  // 0 while no process runs.
  pid_t pid() const;

 private:
  enum class Wish { kServe, kStop, kLeave };

  void Adopt(const ProxyRecord& record);
  void SetWish(Wish wish);
  Wish wish() const;
  void Run();
  void Start();
  void NoteEnd();
  void Drain();
  void SetProxy(std::optional<RunningProxy> proxy);
  // Until the wish changes, the proxy ends, or it is time to start it again.
  void Wait();

  const ProxyPlan plan_;
  const RuntimeFolder& folder_;
  const AdminClient admin_;
  const UniqueFd wake_;

  // The thread's own.
  std::optional<RunningProxy> proxy_;
  bool outdated_ = false;  // proxy_ was started with another configuration
  Backoff backoff_;
  std::chrono::steady_clock::time_point started_at_;
  std::chrono::steady_clock::time_point start_again_at_;

  mutable base::Mutex mutex_;
  Wish wish_ ABSL_GUARDED_BY(mutex_);
  pid_t pid_ ABSL_GUARDED_BY(mutex_) = 0;

  std::thread thread_;
};

}  // namespace meshgate::infra

#endif  // MESHGATE_CONTROLLERS_INFRA_HOST_SUPERVISOR_H_
