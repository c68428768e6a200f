#include "controllers/infra/host/host_proxies.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>

#include "controllers/infra/host/admin_client.h"
#include "controllers/infra/host/waiting.h"

namespace meshgate::infra {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

// No control plane listens in these tests; Envoy keeps asking for it.
class HostProxiesTest : public ::testing::Test {
 protected:
  HostOptions Options() const {
    return {.envoy_path = std::getenv("ENVOY"),
            .runtime_dir = folder_.path() + "/run",
            .log_dir = folder_.path() + "/log",
            .concurrency = 1};
  }

  std::unique_ptr<HostProxies> Create(const HostOptions& options) const {
    auto proxies = HostProxies::Create(options);
    EXPECT_TRUE(proxies.ok()) << proxies.status();
    return *std::move(proxies);
  }

  // The pid of the Gateway's Envoy once its admin interface answers and it is not `unlike`.
  static pid_t ServingPid(const HostProxies& proxies, const std::string& gateway,
                          pid_t unlike = 0) {
    std::string admin_socket = proxies.SocketPath(gateway);
    admin_socket.replace(admin_socket.rfind('.'), std::string::npos, ".admin");
    pid_t pid = 0;
    EXPECT_TRUE(Eventually([&] {
      pid = PidOf(proxies, gateway);
      return pid != 0 && pid != unlike && AdminClient(admin_socket).OpenConnections().ok();
    }));
    return pid;
  }

  static pid_t PidOf(const HostProxies& proxies, const std::string& gateway) {
    for (const HostedProxy& proxy : proxies.List()) {
      if (proxy.gateway == gateway) return proxy.pid;
    }
    return 0;
  }

  // Runs a manager with these Gateways in a process of its own and kills it when they serve.
  // Returns the pid of the last Gateway's Envoy.
  pid_t LeaveBehind(const std::set<std::string>& gateways) const {
    int pipe_ends[2];
    EXPECT_EQ(pipe(pipe_ends), 0);
    const pid_t manager = fork();
    if (manager == 0) {
      const auto proxies = Create(Options());
      proxies->Apply(gateways);
      pid_t pid = 0;
      for (const std::string& gateway : gateways) pid = ServingPid(*proxies, gateway);
      (void)!write(pipe_ends[1], &pid, sizeof(pid));
      pause();
    }
    pid_t pid = 0;
    EXPECT_EQ(read(pipe_ends[0], &pid, sizeof(pid)), static_cast<ssize_t>(sizeof(pid)));
    kill(manager, SIGKILL);
    waitpid(manager, nullptr, 0);
    close(pipe_ends[0]);
    close(pipe_ends[1]);
    EXPECT_TRUE(Lives(pid));
    return pid;
  }

  const ShortFolder folder_;
};

TEST_F(HostProxiesTest, RunsOneEnvoyPerWantedGateway) {
  const auto proxies = Create(Options());
  proxies->Apply({"shop/web", "shop/api"});
  const pid_t web = ServingPid(*proxies, "shop/web");
  const pid_t api = ServingPid(*proxies, "shop/api");
  EXPECT_NE(web, api);

  proxies->Apply({"shop/web"});
  EXPECT_TRUE(Eventually([&] { return !Lives(api); }));
  EXPECT_TRUE(Eventually([&] { return proxies->List().size() == 1; }));
  EXPECT_EQ(PidOf(*proxies, "shop/web"), web);

  proxies->Apply({"shop/web", "shop/api"});
  EXPECT_NE(ServingPid(*proxies, "shop/api", api), 0);
  EXPECT_EQ(PidOf(*proxies, "shop/web"), web);
}

TEST_F(HostProxiesTest, KeepsAdminInterfaceAndControlPlanePrivate) {
  const auto proxies = Create(Options());
  proxies->Apply({"shop/web"});
  ServingPid(*proxies, "shop/web");
  std::string admin_socket = proxies->SocketPath("shop/web");
  admin_socket.replace(admin_socket.rfind('.'), std::string::npos, ".admin");
  struct stat status;
  ASSERT_EQ(stat(admin_socket.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777, 0600u);
}

TEST_F(HostProxiesTest, RestartsAnEnvoyThatIsKilled) {
  const auto proxies = Create(Options());
  proxies->Apply({"shop/web"});
  const pid_t first = ServingPid(*proxies, "shop/web");
  kill(first, SIGKILL);
  EXPECT_NE(ServingPid(*proxies, "shop/web", first), 0);
  EXPECT_FALSE(Lives(first));
}

TEST_F(HostProxiesTest, StopLeavesNothingBehind) {
  const auto proxies = Create(Options());
  proxies->Apply({"shop/web", "shop/api"});
  const pid_t web = ServingPid(*proxies, "shop/web");
  const pid_t api = ServingPid(*proxies, "shop/api");
  proxies->Stop();
  EXPECT_FALSE(Lives(web));
  EXPECT_FALSE(Lives(api));
  EXPECT_THAT(proxies->List(), IsEmpty());
  proxies->Apply({"shop/web"});
  EXPECT_THAT(proxies->List(), IsEmpty());
  for (const auto& file : std::filesystem::directory_iterator(folder_.path() + "/run")) {
    EXPECT_EQ(file.path().filename(), "lock");
  }
}

TEST_F(HostProxiesTest, AdoptsWhatAKilledManagerLeft) {
  const pid_t web = LeaveBehind({"shop/web"});
  const auto proxies = Create(Options());
  proxies->Apply({"shop/web"});
  EXPECT_EQ(PidOf(*proxies, "shop/web"), web);

  // An adopted one is no child, but watched all the same.
  kill(web, SIGKILL);
  const pid_t second = ServingPid(*proxies, "shop/web", web);
  EXPECT_NE(second, web);
  proxies->Stop();
  EXPECT_FALSE(Lives(second));
}

TEST_F(HostProxiesTest, StopsWhatAKilledManagerLeftIfItsGatewayIsGone) {
  const pid_t web = LeaveBehind({"shop/api", "shop/web"});
  const auto proxies = Create(Options());
  proxies->Apply({"shop/api"});
  EXPECT_TRUE(Eventually([&] { return !Lives(web); }));
  EXPECT_NE(PidOf(*proxies, "shop/api"), 0);
}

TEST_F(HostProxiesTest, ReplacesWhatAKilledManagerLeftWithAnotherConfiguration) {
  const pid_t web = LeaveBehind({"shop/web"});
  HostOptions options = Options();
  options.concurrency = 2;
  const auto proxies = Create(options);
  proxies->Apply({"shop/web"});
  EXPECT_NE(ServingPid(*proxies, "shop/web", web), web);
  EXPECT_FALSE(Lives(web));
}

TEST_F(HostProxiesTest, StopEndsWhatAKilledManagerLeftEvenBeforeTheFirstApply) {
  const pid_t web = LeaveBehind({"shop/web"});
  Create(Options())->Stop();
  EXPECT_TRUE(Eventually([&] { return !Lives(web); }));
}

TEST_F(HostProxiesTest, DoesNotTouchAProcessThatGotARecordedPid) {
  const pid_t stranger = fork();
  if (stranger == 0) {
    pause();
    _exit(0);
  }
  {
    const auto folder = RuntimeFolder::Open(Options().runtime_dir);
    ASSERT_TRUE(folder.ok());
    ASSERT_TRUE(folder
                    ->Write({.gateway = "shop/web",
                             .pid = stranger,
                             .identity = "another boot/1",
                             .configuration = ""})
                    .ok());
  }
  Create(Options())->Stop();
  EXPECT_TRUE(Lives(stranger));
  kill(stranger, SIGKILL);
  waitpid(stranger, nullptr, 0);
}

TEST_F(HostProxiesTest, KeepsStartingAnEnvoyThatEndsAtOnce) {
  const std::string starts = folder_.path() + "/starts";
  HostOptions options = Options();
  options.envoy_path = folder_.path() + "/envoy";
  std::ofstream(options.envoy_path) << "#!/bin/sh\necho start >>" << starts << "\nexit 1\n";
  ASSERT_EQ(chmod(options.envoy_path.c_str(), 0700), 0);
  const auto proxies = Create(options);
  proxies->Apply({"shop/web"});
  EXPECT_TRUE(Eventually([&] { return ReadText(starts).size() >= 3 * sizeof("start"); }));
}

TEST_F(HostProxiesTest, RefusesASecondManager) {
  const auto proxies = Create(Options());
  EXPECT_THAT(std::string(HostProxies::Create(Options()).status().message()),
              HasSubstr("is in use by the manager with process id " + std::to_string(getpid())));
}

TEST_F(HostProxiesTest, SaysWhatIsWrongWithItsOptions) {
  HostOptions no_envoy = Options();
  no_envoy.envoy_path = folder_.path() + "/none";
  EXPECT_EQ(HostProxies::Create(no_envoy).status().message(),
            "no Envoy at " + folder_.path() + "/none; name the path of an Envoy binary");
  HostOptions no_log = Options();
  std::ofstream(folder_.path() + "/file") << "x";
  no_log.log_dir = folder_.path() + "/file/log";
  EXPECT_THAT(std::string(HostProxies::Create(no_log).status().message()), HasSubstr("log folder"));
}

}  // namespace
}  // namespace meshgate::infra
