#include "controllers/infra/host/supervisor.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "controllers/infra/host/waiting.h"

namespace meshgate::infra {
namespace {

// An Envoy that answers 200 on a Unix socket, without any control plane.
std::string StaticBootstrap(const std::string& admin_socket, const std::string& socket) {
  return R"({"admin": {"address": {"pipe": {"path": ")" + admin_socket + R"("}}},
  "static_resources": {"listeners": [{
    "address": {"pipe": {"path": ")" +
         socket +
         R"("}},
    "filter_chains": [{"filters": [{
      "name": "envoy.filters.network.http_connection_manager",
      "typed_config": {
        "@type": "type.googleapis.com/envoy.extensions.filters.network.)"
         R"(http_connection_manager.v3.HttpConnectionManager",
        "stat_prefix": "test",
        "http_filters": [{
          "name": "envoy.filters.http.router",
          "typed_config": {
            "@type": "type.googleapis.com/envoy.extensions.filters.http.router.v3.Router"}}],
        "route_config": {"virtual_hosts": [{
          "name": "all", "domains": ["*"],
          "routes": [{"match": {"prefix": "/"}, "direct_response": {"status": 200}}]}]}}}]}]}]}})";
}

// A kept connection to the socket.
class Client {
 public:
  explicit Client(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, path.c_str(), sizeof(address.sun_path) - 1);
    connected_ =
        connect(socket_.get(), reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0;
  }
  bool connected() const { return connected_; }

  // The answer to one request; empty once the server closed the connection.
  std::string Get() {
    constexpr char kRequest[] = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    if (send(socket_.get(), kRequest, sizeof(kRequest) - 1, MSG_NOSIGNAL) < 0) return {};
    char answer[4096];
    const ssize_t size = recv(socket_.get(), answer, sizeof(answer), 0);
    return std::string(answer, size > 0 ? size : 0);
  }

 private:
  UniqueFd socket_{socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  bool connected_ = false;
};

// The client is served, with or without the request to close its connection.
bool IsAskedToLeave(Client& client) {
  const std::string answer = client.Get();
  EXPECT_NE(answer.find("200 OK"), std::string::npos) << answer;
  return answer.find("connection: close") != std::string::npos;
}

class SupervisorTest : public ::testing::Test {
 protected:
  ProxyPlan Plan(std::chrono::milliseconds drain_time) const {
    const ProxyFiles files = runtime_->Files("shop/web");
    return {.gateway = "shop/web",
            .files = files,
            .bootstrap = StaticBootstrap(files.admin_socket, socket_),
            .command = {.arguments = {std::getenv("ENVOY"), "--config-path", files.bootstrap,
                                      "--concurrency", "1", "--disable-hot-restart",
                                      "--drain-strategy", "immediate", "--log-level", "warning"},
                        .log_path = folder_.path() + "/log"},
            .configuration = "1",
            .drain_time = drain_time};
  }

  std::unique_ptr<Client> ConnectedClient() const {
    std::unique_ptr<Client> client;
    EXPECT_TRUE(Eventually([&] {
      client = std::make_unique<Client>(socket_);
      return client->connected();
    })) << ReadText(folder_.path() + "/log");
    return client;
  }

  const ShortFolder folder_;
  const std::string socket_ = folder_.path() + "/http";
  const absl::StatusOr<RuntimeFolder> runtime_ = RuntimeFolder::Open(folder_.path() + "/run");
};

TEST_F(SupervisorTest, LetsClientsLeaveBeforeEnvoyEnds) {
  // So long that only the clients' leaving can end the wait within this test.
  Supervisor supervisor(Plan(std::chrono::hours(1)), *runtime_, std::nullopt, /*wanted=*/true);
  std::unique_ptr<Client> client = ConnectedClient();
  EXPECT_FALSE(IsAskedToLeave(*client));
  const pid_t pid = supervisor.pid();

  supervisor.SetWanted(false);
  EXPECT_TRUE(Eventually([&] { return IsAskedToLeave(*client); }));
  client.reset();
  EXPECT_TRUE(Eventually([&] { return supervisor.Idle(); }));
  EXPECT_FALSE(Lives(pid));
}

TEST_F(SupervisorTest, WaitsForNoClientLongerThanTheDrainTime) {
  Supervisor supervisor(Plan(std::chrono::milliseconds(50)), *runtime_, std::nullopt,
                        /*wanted=*/true);
  const std::unique_ptr<Client> client = ConnectedClient();
  supervisor.SetWanted(false);
  EXPECT_TRUE(Eventually([&] { return supervisor.Idle(); }));
}

TEST_F(SupervisorTest, StartsAgainWhenWantedWhileDraining) {
  Supervisor supervisor(Plan(std::chrono::hours(1)), *runtime_, std::nullopt, /*wanted=*/true);
  std::unique_ptr<Client> client = ConnectedClient();
  EXPECT_FALSE(IsAskedToLeave(*client));  // Envoy knows the connection, which it waits for
  const pid_t first = supervisor.pid();
  supervisor.SetWanted(false);
  EXPECT_TRUE(Eventually([&] { return IsAskedToLeave(*client); }));
  supervisor.SetWanted(true);
  client.reset();
  EXPECT_TRUE(Eventually([&] { return supervisor.pid() != 0 && supervisor.pid() != first; }));
  EXPECT_FALSE(supervisor.Idle());
}

TEST_F(SupervisorTest, KillsAProxyThatIgnoresTheSignal) {
  ProxyPlan plan = Plan(std::chrono::milliseconds(0));
  const std::string ready = folder_.path() + "/ready";
  plan.command.arguments = {"/bin/sh", "-c",
                            "trap '' TERM; touch " + ready + "; while :; do sleep 1; done"};
  Supervisor supervisor(std::move(plan), *runtime_, std::nullopt, /*wanted=*/true);
  ASSERT_TRUE(Eventually([&] { return std::filesystem::exists(ready); }));
  const pid_t pid = supervisor.pid();
  supervisor.SetWanted(false);
  EXPECT_TRUE(Eventually([&] { return supervisor.Idle(); }));
  EXPECT_FALSE(Lives(pid));
}

}  // namespace
}  // namespace meshgate::infra
