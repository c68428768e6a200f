#include "controllers/infra/host/supervisor.h"

#include <poll.h>
#include <signal.h>
#include <spdlog/spdlog.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

#include "core/base/check.h"
#include "core/base/status_macros.h"

namespace meshgate::infra {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

// From SIGTERM to SIGKILL, and from SIGKILL to giving up.
constexpr milliseconds kPatience{5000};
constexpr milliseconds kDrainPoll{20};

absl::StatusOr<RunningProxy> StartProxy(const ProxyPlan& plan, const RuntimeFolder& folder) {
  MG_RETURN_IF_ERROR(WriteFile(plan.files.bootstrap, plan.bootstrap));
  return RunningProxy::Start(plan.command, [&](pid_t pid, std::string identity) {
    return folder.Write({.gateway = plan.gateway,
                         .pid = pid,
                         .identity = std::move(identity),
                         .configuration = plan.configuration});
  });
}

}  // namespace

Supervisor::Supervisor(ProxyPlan plan, const RuntimeFolder& folder,
                       std::optional<ProxyRecord> left_behind, bool wanted)
    : plan_(std::move(plan)),
      folder_(folder),
      admin_(plan_.files.admin_socket),
      wake_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
      started_at_(steady_clock::now()),
      start_again_at_(started_at_),
      wish_(wanted ? Wish::kServe : Wish::kStop) {
  MG_CHECK(static_cast<bool>(wake_), "no file descriptor for a proxy's supervisor");
  if (left_behind) Adopt(*left_behind);
  thread_ = std::thread([this] { Run(); });
}

Supervisor::~Supervisor() {
  SetWish(Wish::kLeave);
  thread_.join();
}

void Supervisor::Adopt(const ProxyRecord& record) {
  SetProxy(RunningProxy::Adopt(record.pid, record.identity));
  outdated_ = proxy_ && record.configuration != plan_.configuration;
  if (!proxy_) {
    folder_.Remove(plan_.gateway);
    return;
  }
  spdlog::info("Gateway {}: Envoy with process id {} of an earlier manager {}", plan_.gateway,
               record.pid, outdated_ ? "has an old configuration and is replaced" : "is kept");
}

void Supervisor::SetWanted(bool wanted) { SetWish(wanted ? Wish::kServe : Wish::kStop); }

bool Supervisor::Idle() const {
  base::MutexLock lock(mutex_);
  return wish_ != Wish::kServe && pid_ == 0;
}

pid_t Supervisor::pid() const {
  base::MutexLock lock(mutex_);
  return pid_;
}

void Supervisor::SetWish(Wish wish) {
  {
    base::MutexLock lock(mutex_);
    wish_ = wish;
  }
  eventfd_write(wake_.get(), 1);
}

Supervisor::Wish Supervisor::wish() const {
  base::MutexLock lock(mutex_);
  return wish_;
}

void Supervisor::SetProxy(std::optional<RunningProxy> proxy) {
  proxy_ = std::move(proxy);
  base::MutexLock lock(mutex_);
  pid_ = proxy_ ? proxy_->pid() : 0;
}

void Supervisor::Run() {
  for (;;) {
    const Wish wish = this->wish();
    if (proxy_ && proxy_->WaitForExit(milliseconds(0))) NoteEnd();
    if (proxy_ && (outdated_ || wish != Wish::kServe)) Drain();
    if (wish == Wish::kLeave) return;
    if (!proxy_ && wish == Wish::kServe && steady_clock::now() >= start_again_at_) Start();
    Wait();
  }
}

void Supervisor::Start() {
  started_at_ = steady_clock::now();
  absl::StatusOr<RunningProxy> proxy = StartProxy(plan_, folder_);
  if (proxy.ok()) {
    spdlog::info("Gateway {}: Envoy started with process id {}", plan_.gateway, proxy->pid());
    SetProxy(*std::move(proxy));
    return;
  }
  const milliseconds delay = backoff_.Next(milliseconds(0));
  start_again_at_ = started_at_ + delay;
  spdlog::error("Gateway {}: Envoy cannot be started ({}); next attempt in {} ms", plan_.gateway,
                proxy.status().ToString(), delay.count());
}

void Supervisor::NoteEnd() {
  const auto now = steady_clock::now();
  const milliseconds delay = backoff_.Next(now - started_at_);
  start_again_at_ = now + delay;
  spdlog::warn(
      "Gateway {}: Envoy with process id {} ended ({}); next start in {} ms; its log is {}",
      plan_.gateway, proxy_->pid(), proxy_->Reap(), delay.count(), plan_.command.log_path);
  outdated_ = false;
  SetProxy(std::nullopt);
}

void Supervisor::Drain() {
  if (admin_.StartDraining().ok()) {
    const auto deadline = steady_clock::now() + plan_.drain_time;
    // Envoy may be too busy to say how many there are: then there may be some.
    while (steady_clock::now() < deadline && admin_.OpenConnections().value_or(1) > 0 &&
           !proxy_->WaitForExit(kDrainPoll)) {
    }
  }
  proxy_->Signal(SIGTERM);
  if (!proxy_->WaitForExit(kPatience)) {
    spdlog::warn("Gateway {}: Envoy with process id {} ignores SIGTERM and is killed",
                 plan_.gateway, proxy_->pid());
    proxy_->Signal(SIGKILL);
    proxy_->WaitForExit(kPatience);
  }
  spdlog::info("Gateway {}: Envoy with process id {} stopped ({})", plan_.gateway, proxy_->pid(),
               proxy_->Reap());
  folder_.Remove(plan_.gateway);
  backoff_ = Backoff();
  start_again_at_ = steady_clock::now();
  outdated_ = false;
  SetProxy(std::nullopt);
}

void Supervisor::Wait() {
  pollfd events[2] = {{.fd = wake_.get(), .events = POLLIN, .revents = 0},
                      // A negative descriptor is ignored.
                      {.fd = proxy_ ? proxy_->exit_fd() : -1, .events = POLLIN, .revents = 0}};
  int timeout = -1;
  if (!proxy_ && wish() == Wish::kServe) {
    const auto left = std::chrono::ceil<milliseconds>(start_again_at_ - steady_clock::now());
    timeout = static_cast<int>(std::max<int64_t>(left.count(), 0));
  }
  poll(events, 2, timeout);
  eventfd_t ignored;
  eventfd_read(wake_.get(), &ignored);
}

}  // namespace meshgate::infra
