#include "controllers/infra/host/running_proxy.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>

#include "controllers/infra/host/waiting.h"

namespace meshgate::infra {
namespace {

constexpr std::chrono::seconds kLimit{30};

class RunningProxyTest : public ::testing::Test {
 protected:
  RunningProxy::Command Shell(const std::string& script) const {
    return {.arguments = {"/bin/sh", "-c", script}, .log_path = folder_.path() + "/log"};
  }

  RunningProxy StartShell(const std::string& script) {
    auto proxy = RunningProxy::Start(Shell(script), [this](pid_t pid, std::string identity) {
      identity_ = identity;
      return absl::OkStatus();
    });
    EXPECT_TRUE(proxy.ok()) << proxy.status();
    return *std::move(proxy);
  }

  const ShortFolder folder_;
  std::string identity_;
};

TEST_F(RunningProxyTest, TellsHowItEnded) {
  const RunningProxy exits = StartShell("exit 3");
  EXPECT_TRUE(exits.WaitForExit(kLimit));
  EXPECT_EQ(exits.Reap(), "exit status 3");

  const RunningProxy killed = StartShell("exec sleep 1000");
  EXPECT_FALSE(killed.WaitForExit(std::chrono::milliseconds(0)));
  killed.Signal(SIGKILL);
  EXPECT_TRUE(killed.WaitForExit(kLimit));
  EXPECT_EQ(killed.Reap(), "signal 9");
}

TEST_F(RunningProxyTest, AppendsToTheLog) {
  for (const char* script : {"echo one", "echo two >&2"}) {
    const RunningProxy proxy = StartShell(script);
    ASSERT_TRUE(proxy.WaitForExit(kLimit));
    proxy.Reap();
  }
  EXPECT_EQ(ReadText(folder_.path() + "/log"), "one\ntwo\n");
}

TEST_F(RunningProxyTest, HasASessionAndSignalsOfItsOwn) {
  sigset_t blocked, before;
  sigemptyset(&blocked);
  sigaddset(&blocked, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &blocked, &before);
  const RunningProxy proxy = StartShell("exec sleep 1000");
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  EXPECT_TRUE(Eventually([&] { return getsid(proxy.pid()) == proxy.pid(); }));
  proxy.Signal(SIGTERM);
  EXPECT_TRUE(proxy.WaitForExit(kLimit));
  EXPECT_EQ(proxy.Reap(), "signal 15");
}

TEST_F(RunningProxyTest, InheritsNoOpenFile) {
  const int open_file = dup(STDOUT_FILENO);  // not close-on-exec
  const RunningProxy proxy = StartShell("for fd in /proc/self/fd/*; do echo ${fd##*/}; done");
  ASSERT_TRUE(proxy.WaitForExit(kLimit));
  proxy.Reap();
  close(open_file);
  // 3 is the shell's own, for reading the folder.
  EXPECT_EQ(ReadText(folder_.path() + "/log"), "0\n1\n2\n3\n");
}

TEST_F(RunningProxyTest, IsAdoptedOnlyWithItsIdentity) {
  const RunningProxy proxy = StartShell("exec sleep 1000");
  EXPECT_EQ(ProcessIdentity(proxy.pid()), identity_);
  EXPECT_FALSE(RunningProxy::Adopt(proxy.pid(), "boot/1").has_value());
  const auto adopted = RunningProxy::Adopt(proxy.pid(), identity_);
  ASSERT_TRUE(adopted.has_value());
  adopted->Signal(SIGKILL);
  EXPECT_TRUE(adopted->WaitForExit(kLimit));
  proxy.Reap();
  EXPECT_FALSE(RunningProxy::Adopt(proxy.pid(), identity_).has_value());
}

TEST_F(RunningProxyTest, DoesNotRunWithoutARecord) {
  const std::string witness = folder_.path() + "/ran";
  pid_t pid = 0;
  const auto record = [&pid](pid_t started, std::string) {
    pid = started;
    return absl::UnavailableError("disk full");
  };
  const auto proxy = RunningProxy::Start(Shell("touch " + witness), record);
  EXPECT_EQ(proxy.status(), absl::UnavailableError("disk full"));
  EXPECT_FALSE(Lives(pid));
  EXPECT_FALSE(std::filesystem::exists(witness));
}

TEST_F(RunningProxyTest, DoesNotRunIfTheManagerIsKilledBeforeTheRecord) {
  const std::string witness = folder_.path() + "/ran";
  int pipe_ends[2];
  ASSERT_EQ(pipe(pipe_ends), 0);
  const pid_t manager = fork();
  if (manager == 0) {
    (void)!RunningProxy::Start(Shell("touch " + witness), [&](pid_t started, std::string) {
      (void)!write(pipe_ends[1], &started, sizeof(started));
      raise(SIGKILL);
      return absl::OkStatus();
    }).ok();
    _exit(0);
  }
  pid_t started = 0;
  ASSERT_EQ(read(pipe_ends[0], &started, sizeof(started)), static_cast<ssize_t>(sizeof(started)));
  waitpid(manager, nullptr, 0);
  EXPECT_TRUE(Eventually([&] { return !Lives(started); }));
  EXPECT_FALSE(std::filesystem::exists(witness));
  close(pipe_ends[0]);
  close(pipe_ends[1]);
}

}  // namespace
}  // namespace meshgate::infra
