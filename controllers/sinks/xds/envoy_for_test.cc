#include "controllers/sinks/xds/envoy_for_test.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <thread>

#include "controllers/infra/bootstrap/bootstrap.h"
#include "core/base/check.h"

namespace meshgate::xds {
namespace {

sockaddr_in Loopback(int port) {
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

int Connect(int port) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::minutes(1);
  while (std::chrono::steady_clock::now() < deadline) {
    const int fd = socket(AF_INET, SOCK_STREAM, 0);
    const sockaddr_in address = Loopback(port);
    if (connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0) return fd;
    close(fd);
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return -1;
}

HttpAnswer Parse(const std::string& text) {
  HttpAnswer answer;
  const size_t end = text.find("\r\n\r\n");
  if (end == std::string::npos) return answer;
  answer.head = text.substr(0, end + 2);
  answer.body = text.substr(end + 4);
  answer.status = std::atoi(answer.head.c_str() + std::string("HTTP/1.1 ").size());
  return answer;
}

// Envoy closes a connection with an answer of its own only after a while: not waited for.
bool IsComplete(const HttpAnswer& answer) {
  const std::string length = answer.Header("content-length");
  return answer.status != 0 && !length.empty() && answer.body.size() >= std::stoul(length);
}

HttpAnswer Exchange(int fd, const std::string& request) {
  std::string text;
  if (send(fd, request.data(), request.size(), MSG_NOSIGNAL) ==
      static_cast<ssize_t>(request.size())) {
    char buffer[4096];
    for (ssize_t n; !IsComplete(Parse(text)) && (n = read(fd, buffer, sizeof(buffer))) > 0;) {
      text.append(buffer, n);
    }
  }
  return Parse(text);
}

}  // namespace

EnvoyForTest::EnvoyForTest(const std::string& folder, const std::string& xds_socket)
    : folder_(folder) {
  const std::string bootstrap = folder + "/bootstrap.json";
  std::ofstream(bootstrap) << infra::BuildBootstrap({"ns/gw", xds_socket, folder + "/admin"});
  const std::string log = folder + "/log";
  const std::string envoy = std::getenv("ENVOY");
  pid_ = fork();
  if (pid_ != 0) return;
  const int out = open(log.c_str(), O_CREAT | O_WRONLY | O_APPEND, 0600);
  dup2(out, STDOUT_FILENO);
  dup2(out, STDERR_FILENO);
  execl(envoy.c_str(), "envoy", "--config-path", bootstrap.c_str(), "--disable-hot-restart",
        "--concurrency", "1", nullptr);
  _exit(127);
}

void EnvoyForTest::Stop() {
  if (pid_ == 0) return;
  kill(pid_, SIGTERM);
  MG_CHECK(waitpid(pid_, nullptr, 0) == pid_);
  pid_ = 0;
}

std::string EnvoyForTest::Log() const {
  std::ostringstream text;
  text << std::ifstream(folder_ + "/log").rdbuf();
  return text.str();
}

std::string HttpAnswer::Header(const std::string& name) const {
  const std::string start = "\r\n" + name + ": ";
  const size_t found = head.find(start);
  if (found == std::string::npos) return "";
  const size_t begin = found + start.size();
  return head.substr(begin, head.find("\r\n", begin) - begin);
}

HttpAnswer Get(int port, const std::string& host, const std::string& path,
               const std::string& headers) {
  return HttpConnection(port).Send("GET " + path + " HTTP/1.1\r\nHost: " + host +
                                   "\r\nConnection: close\r\n" + headers + "\r\n");
}

HttpAnswer HttpConnection::Send(const std::string& request) {
  // Twice: Envoy may have closed an idle connection.
  for (const bool reused : {fd_ >= 0, false}) {
    if (fd_ < 0) fd_ = Connect(port_);
    const HttpAnswer answer = Exchange(fd_, request);
    if (answer.status == 0 || answer.Header("connection") == "close") Close();
    if (answer.status != 0 || !reused) return answer;
  }
  return {};
}

void HttpConnection::Close() {
  if (fd_ >= 0) close(fd_);
  fd_ = -1;
}

int OwnPort() {
  static std::atomic<int> next = 20000;  // ephemeral ports begin at 32768
  return next++;
}

}  // namespace meshgate::xds
