#include "controllers/infra/host/running_proxy.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

extern "C" {  // The header of glibc 2.36 forgets it.
#include <sys/pidfd.h>
}

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "absl/strings/str_split.h"
#include "core/base/read_file.h"

namespace meshgate::infra {
namespace {

// What the child needs between fork and exec, prepared before: there it may only make system calls,
// because other threads of the manager may have held locks.
struct ChildPlan {
  char* const* arguments;
  int input;
  int log;
  int go;
};

constexpr int kGoFd = STDERR_FILENO + 1;

[[noreturn]] void RunChild(const ChildPlan& plan) {
  setsid();
  dup2(plan.input, STDIN_FILENO);
  dup2(plan.log, STDOUT_FILENO);
  dup2(plan.log, STDERR_FILENO);
  dup2(plan.go, kGoFd);
  // Before waiting: a child must not hold the writing end of its own or a sibling's pipe.
  close_range(kGoFd + 1, ~0U, 0);
  char go;
  if (read(kGoFd, &go, 1) != 1) _exit(126);
  close(kGoFd);

  struct sigaction default_action {};
  default_action.sa_handler = SIG_DFL;
  for (int signal = 1; signal < NSIG; ++signal) sigaction(signal, &default_action, nullptr);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);

  execv(plan.arguments[0], plan.arguments);
  constexpr char kFailed[] = "cannot execute the proxy\n";
  [[maybe_unused]] const ssize_t written = write(STDERR_FILENO, kFailed, sizeof(kFailed) - 1);
  _exit(127);
}

// Forks with all signals blocked, so that no handler of the manager runs in the child.
pid_t Fork(const ChildPlan& plan) {
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  const pid_t pid = _Fork();
  if (pid == 0) RunChild(plan);
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  return pid;
}

absl::Status SystemError(const std::string& what) {
  return absl::UnavailableError(what + ": " + std::strerror(errno));
}

}  // namespace

std::string ProcessIdentity(pid_t pid) {
  const std::string stat = base::ReadFileOrEmpty("/proc/" + std::to_string(pid) + "/stat");
  // The second field is the program's name in brackets and may contain anything.
  const size_t name_end = stat.rfind(')');
  if (name_end == std::string::npos) return {};
  constexpr size_t kStartTime = 22 - 2;  // field 22; the space after the name makes an empty first
  const std::vector<std::string> fields = absl::StrSplit(stat.substr(name_end + 1), ' ');
  if (fields.size() <= kStartTime) return {};
  std::string boot = base::ReadFileOrEmpty("/proc/sys/kernel/random/boot_id");
  while (!boot.empty() && boot.back() == '\n') boot.pop_back();
  return boot + "/" + fields[kStartTime];
}

absl::StatusOr<RunningProxy> RunningProxy::Start(
    const Command& command, const std::function<absl::Status(pid_t, std::string)>& record) {
  const UniqueFd log(
      open(command.log_path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640));
  if (!log) return SystemError("cannot write the log " + command.log_path);
  const UniqueFd input(open("/dev/null", O_RDONLY | O_CLOEXEC));
  int go_pipe[2];
  if (!input || pipe2(go_pipe, O_CLOEXEC) != 0) return SystemError("cannot start a process");
  UniqueFd go_read(go_pipe[0]);
  UniqueFd go_write(go_pipe[1]);

  std::vector<char*> arguments;
  for (const std::string& argument : command.arguments) {
    arguments.push_back(const_cast<char*>(argument.c_str()));
  }
  arguments.push_back(nullptr);
  const pid_t pid = Fork(
      {.arguments = arguments.data(), .input = input.get(), .log = log.get(), .go = go_read.get()});
  if (pid < 0) return SystemError("cannot start a process");
  go_read.Close();

  RunningProxy proxy(pid, UniqueFd(pidfd_open(pid, 0)));
  const absl::Status recorded =
      proxy.pidfd_ ? record(pid, ProcessIdentity(pid)) : SystemError("cannot watch a process");
  if (!recorded.ok()) {
    go_write.Close();
    waitpid(pid, nullptr, 0);
    return recorded;
  }
  // The child is waiting in read, or it was killed and its end is seen like any other.
  [[maybe_unused]] const ssize_t written = write(go_write.get(), "", 1);
  return proxy;
}

std::optional<RunningProxy> RunningProxy::Adopt(pid_t pid, const std::string& identity) {
  UniqueFd pidfd(pidfd_open(pid, 0));
  // Compared after opening: from here on the pidfd means the process that was compared.
  if (!pidfd || ProcessIdentity(pid) != identity) return std::nullopt;
  return RunningProxy(pid, std::move(pidfd));
}

bool RunningProxy::WaitForExit(std::chrono::milliseconds timeout) const {
  const auto deadline = std::chrono::steady_clock::now() + timeout;
  for (;;) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    pollfd ended{.fd = pidfd_.get(), .events = POLLIN, .revents = 0};
    const int ready = poll(&ended, 1, static_cast<int>(std::max<int64_t>(left.count(), 0)));
    if (ready >= 0 || errno != EINTR) return ready > 0;
  }
}

void RunningProxy::Signal(int signal) const {
  // Fails only if the process has ended.
  pidfd_send_signal(pidfd_.get(), signal, nullptr, 0);
}

std::string RunningProxy::Reap() const {
  siginfo_t info{};
  if (waitid(P_PIDFD, pidfd_.get(), &info, WEXITED | WNOHANG) != 0 || info.si_pid == 0) {
    return "unknown";
  }
  if (info.si_code == CLD_EXITED) return "exit status " + std::to_string(info.si_status);
  return "signal " + std::to_string(info.si_status);
}

}  // namespace meshgate::infra
