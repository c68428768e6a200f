// A real Envoy with the bootstrap of a pod: reached over mutual TLS, ready with its first
// configuration and not before, drained by the script that its pod runs in the end.
#include <arpa/inet.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "controllers/infra/bootstrap/bootstrap.h"
#include "controllers/infra/host/waiting.h"
#include "controllers/infra/kubernetes/proxy_objects.h"
#include "controllers/pki/authority.h"
#include "controllers/sinks/xds/ads_server.h"
#include "core/resource/well_known.h"

namespace meshgate::infra {
namespace {

constexpr char kServerName[] = "xds.kuma-system.svc";
constexpr char kOk[] = "HTTP/1.1 200 OK";

sockaddr_in Loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

// The head of the answer, "" when nobody answers.
std::string Get(int port, const std::string& path, const std::string& connection = "close") {
  const int fd = socket(AF_INET, SOCK_STREAM, 0);
  const sockaddr_in address = Loopback(port);
  std::string answer;
  if (connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0) {
    const std::string request =
        "GET " + path + " HTTP/1.1\r\nHost: a\r\nConnection: " + connection + "\r\n\r\n";
    if (write(fd, request.data(), request.size()) == static_cast<ssize_t>(request.size())) {
      char buffer[4096];
      while (answer.find("\r\n\r\n") == std::string::npos) {
        const ssize_t n = read(fd, buffer, sizeof(buffer));
        if (n <= 0) break;
        answer.append(buffer, n);
      }
    }
  }
  close(fd);
  return answer.substr(0, answer.find("\r\n\r\n"));
}

// Of the pod.
resource::Value Container() {
  pipeline::Infrastructure infra;
  infra.ports = {{.number = 80}};
  for (const resource::Value& object : BuildProxyObjects({resource::kGateway, "shop", "web"}, infra,
                                                         {}, /*autoscaled=*/false)) {
    if (object.FindText("kind") != "Deployment") continue;
    const resource::Value& pod = *object.Find("spec")->Find("template")->Find("spec");
    return pod.Find("containers")->items.at(0);
  }
  return {};
}

// Its arguments, with the bootstrap of this test.
std::vector<std::string> Arguments(const std::string& bootstrap) {
  std::vector<std::string> arguments = {"envoy"};
  const resource::Value container = Container();
  for (const resource::Value& argument : container.Find("args")->items) {
    const bool is_path = arguments.back() == "--config-path";
    arguments.push_back(is_path ? bootstrap : argument.text);
  }
  return arguments;
}

// Its script, with the socket of this test and without the wait for endpoints.
std::string DrainScript(const std::string& socket) {
  const resource::Value container = Container();
  const resource::Value& command =
      *container.Find("lifecycle")->Find("preStop")->Find("exec")->Find("command");
  EXPECT_EQ(command.items.at(0).text, "perl");
  std::string script = command.items.at(2).text;
  const std::string in_pod = "/run/meshgate/admin.sock";
  script.replace(script.find(in_pod), in_pod.size(), socket);
  script.replace(script.find("sleep 5"), 7, "sleep 0");
  return script;
}

class EnvoyTest : public testing::Test {
 protected:
  EnvoyTest() {
    const pki::Credentials own = authority_.IssueServer({kServerName});
    auto server = xds::AdsServer::ListenWithTls(
        "127.0.0.1:0", {own.certificate, own.key, authority_.certificate()},
        [this](const std::string& uri) {
          if (uri != pki::ProxyName("shop", "web")) return xds::AdsServer::Peer();
          return xds::AdsServer::Peer{hub_, "shop/web"};
        });
    EXPECT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
  }
  ~EnvoyTest() override {
    if (envoy_ == 0) return;
    kill(envoy_, SIGTERM);
    waitpid(envoy_, nullptr, 0);
  }

  void StartEnvoy(const pki::Credentials& credentials) {
    const std::string& path = folder_.path();
    std::ofstream(path + "/ca.crt") << authority_.certificate();
    std::ofstream(path + "/tls.crt") << credentials.certificate;
    std::ofstream(path + "/tls.key") << credentials.key;
    for (const auto& [name, text] : BuildNetworkBootstrap({.gateway = "shop/web",
                                                           .xds_host = "127.0.0.1",
                                                           .xds_port = server_->port(),
                                                           .xds_server_name = kServerName,
                                                           .credentials_folder = path,
                                                           .configuration_folder = path,
                                                           .admin_socket = path + "/admin.sock",
                                                           .ready_port = ready_port_})) {
      std::ofstream(path + "/" + name) << text;
    }
    std::vector<std::string> command = Arguments(path + "/" + kBootstrapFile);
    envoy_ = fork();
    if (envoy_ != 0) return;
    const int log = open((path + "/log").c_str(), O_CREAT | O_WRONLY | O_APPEND, 0600);
    dup2(log, STDOUT_FILENO);
    dup2(log, STDERR_FILENO);
    std::vector<char*> arguments;
    for (std::string& argument : command) arguments.push_back(argument.data());
    arguments.push_back(nullptr);
    execv(std::getenv("ENVOY"), arguments.data());
    _exit(127);
  }
  std::string Log() const { return ReadText(folder_.path() + "/log"); }

  const ShortFolder folder_;
  const int ready_port_ = 20000;  // the test has a network of its own
  const pki::Authority authority_ = pki::Authority::Create(std::chrono::system_clock::now());
  xds::EndpointTable endpoints_;
  const std::shared_ptr<xds::GatewayHub> hub_ = std::make_shared<xds::GatewayHub>(
      endpoints_, [](const xds::Progress&) {});
  std::unique_ptr<xds::AdsServer> server_;
  pid_t envoy_ = 0;
};

TEST_F(EnvoyTest, IsReadyWithItsFirstConfigurationAndDrainsInTheEnd) {
  StartEnvoy(authority_.IssueClient(pki::ProxyName("shop", "web")));
  const std::string admin = folder_.path() + "/admin.sock";
  ASSERT_TRUE(Eventually([&] { return hub_->proxies().connected == 1; })) << Log();
  EXPECT_EQ(Get(ready_port_, "/ready"), "");
  hub_->Open();
  ASSERT_TRUE(Eventually([&] { return Get(ready_port_, "/ready").starts_with(kOk); })) << Log();
  for (const char* path : {"/", "/stats", "/quitquitquit", "/ready/", "/config_dump"}) {
    EXPECT_TRUE(Get(ready_port_, path).starts_with("HTTP/1.1 404 ")) << path;
  }

  std::ofstream(folder_.path() + "/drain.pl") << DrainScript(admin);
  EXPECT_EQ(std::system(("perl " + folder_.path() + "/drain.pl").c_str()), 0);
  // It serves on, and asks to leave.
  const std::string answer = Get(ready_port_, "/ready", "keep-alive");
  EXPECT_TRUE(answer.starts_with(kOk)) << answer;
  EXPECT_NE(answer.find("connection: close"), std::string::npos) << answer;
  EXPECT_EQ(Log(), "");
}

}  // namespace
}  // namespace meshgate::infra
