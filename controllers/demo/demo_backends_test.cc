#include "controllers/demo/demo_backends.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

namespace meshgate::demo {
namespace {

// A plain socket to a demo backend. A read gives up after 30 s, so that nothing hangs.
class Connection {
 public:
  explicit Connection(const DemoEndpoint& endpoint) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(endpoint.port);
    inet_pton(AF_INET, endpoint.address.c_str(), &address.sin_addr);
    const timeval limit{.tv_sec = 30, .tv_usec = 0};
    setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
    EXPECT_EQ(connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
  }
  ~Connection() { close(socket_); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  void Send(const std::string& bytes) {
    ASSERT_EQ(send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL),
              static_cast<ssize_t>(bytes.size()));
  }

  // Everything up to and including the next `end`.
  std::string ReceiveUntil(const std::string& end) {
    size_t found = received_.find(end);
    while (found == std::string::npos) {
      if (!ReceiveSome()) return "closed or late after: " + received_;
      found = received_.find(end);
    }
    const std::string response = received_.substr(0, found + end.size());
    received_.erase(0, found + end.size());
    return response;
  }

  std::string ReceiveUntilClosed() {
    while (ReceiveSome()) {
    }
    return received_;
  }

  bool HasBytesWaiting() {
    char byte;
    return recv(socket_, &byte, 1, MSG_PEEK | MSG_DONTWAIT) > 0;
  }

 private:
  bool ReceiveSome() {
    char bytes[4096];
    const ssize_t size = recv(socket_, bytes, sizeof(bytes), 0);
    if (size > 0) received_.append(bytes, size);
    return size > 0;
  }

  int socket_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  std::string received_;
};

constexpr char kEnd[] = "demo-0\"}\n";

bool Contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST(DemoBackends, NamesTheServiceThatWasCalled) {
  DemoBackends backends;
  const DemoEndpoint cart = *backends.Endpoint("shop", "cart");
  const DemoEndpoint stock = *backends.Endpoint("shop", "stock");
  EXPECT_NE(cart.port, stock.port);
  EXPECT_EQ(*backends.Endpoint("shop", "cart"), cart);

  Connection connection(stock);
  connection.Send("GET /a?b=c HTTP/1.1\r\nHost: example.org:8080\r\nx-one: 1\r\n\r\n");
  const std::string response = connection.ReceiveUntil(kEnd);
  EXPECT_TRUE(Contains(response, "HTTP/1.1 200 OK\r\n")) << response;
  EXPECT_TRUE(Contains(response, "Content-Type: application/json\r\n")) << response;
  EXPECT_TRUE(Contains(response, R"({"path":"/a?b=c","host":"example.org:8080","method":"GET",)"
                                 R"("proto":"HTTP/1.1","headers":{"X-One":["1"]},)"
                                 R"("namespace":"shop","ingress":"","service":"stock",)"
                                 R"("pod":"stock-demo-0"})"))
      << response;
}

TEST(DemoBackends, KeepsAConnectionAcrossBodies) {
  DemoBackends backends;
  Connection connection(*backends.Endpoint("shop", "cart"));
  connection.Send("POST /length HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello");
  EXPECT_TRUE(Contains(connection.ReceiveUntil(kEnd), "\"path\":\"/length\""));
  connection.Send(
      "PUT /chunked HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
      "5\r\nhello\r\n0\r\n\r\n");
  EXPECT_TRUE(Contains(connection.ReceiveUntil(kEnd), "\"path\":\"/chunked\""));
  const std::string large(3 << 20, 'x');
  connection.Send("POST /large HTTP/1.1\r\nHost: a\r\nContent-Length: " +
                  std::to_string(large.size()) + "\r\n\r\n" + large);
  EXPECT_TRUE(Contains(connection.ReceiveUntil(kEnd), "\"path\":\"/large\""));
  // Two requests in one packet.
  connection.Send("GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_TRUE(Contains(connection.ReceiveUntil(kEnd), "\"path\":\"/1\""));
  EXPECT_TRUE(Contains(connection.ReceiveUntil(kEnd), "\"path\":\"/2\""));
}

TEST(DemoBackends, ClosesWhenAsked) {
  DemoBackends backends;
  const DemoEndpoint endpoint = *backends.Endpoint("shop", "cart");
  Connection close(endpoint);
  close.Send("GET /bye HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  EXPECT_TRUE(Contains(close.ReceiveUntilClosed(), "\"path\":\"/bye\""));
  Connection old(endpoint);
  old.Send("GET /old HTTP/1.0\r\n\r\n");
  EXPECT_TRUE(Contains(old.ReceiveUntilClosed(), "\"proto\":\"HTTP/1.0\""));
}

TEST(DemoBackends, AnswersHeadWithoutBody) {
  DemoBackends backends;
  Connection connection(*backends.Endpoint("shop", "cart"));
  connection.Send("HEAD / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  const std::string response = connection.ReceiveUntilClosed();
  EXPECT_TRUE(Contains(response, "200 OK")) << response;
  EXPECT_FALSE(Contains(response, "{")) << response;
}

TEST(DemoBackends, ServesOthersWhileAnAnswerIsDelayed) {
  DemoBackends backends;
  const DemoEndpoint endpoint = *backends.Endpoint("shop", "cart");
  // More delayed requests than any pool of threads would have.
  std::vector<std::unique_ptr<Connection>> delayed;
  for (int i = 0; i < 200; ++i) {
    delayed.push_back(std::make_unique<Connection>(endpoint));
    delayed.back()->Send("GET /?delay=60s HTTP/1.1\r\nHost: a\r\n\r\n");
  }
  Connection other(endpoint);
  other.Send("GET /now HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_TRUE(Contains(other.ReceiveUntil(kEnd), "\"path\":\"/now\""));
  for (const auto& connection : delayed) EXPECT_FALSE(connection->HasBytesWaiting());
}

TEST(DemoBackends, AnswersAfterTheDelay) {
  DemoBackends backends;
  Connection connection(*backends.Endpoint("shop", "cart"));
  const auto start = std::chrono::steady_clock::now();
  connection.Send("GET /?delay=300ms HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_TRUE(Contains(connection.ReceiveUntil(kEnd), "\"path\":\"/?delay=300ms\""));
  EXPECT_GE(std::chrono::steady_clock::now() - start, std::chrono::milliseconds(300));
}

TEST(DemoBackends, RefusesADelayThatIsNone) {
  DemoBackends backends;
  Connection connection(*backends.Endpoint("shop", "cart"));
  connection.Send("GET /?delay=soon HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_TRUE(Contains(connection.ReceiveUntil("20s\n"), "400 Bad Request"));
}

TEST(DemoBackends, SurvivesJunk) {
  DemoBackends backends;
  const DemoEndpoint endpoint = *backends.Endpoint("shop", "cart");
  Connection junk(endpoint);
  junk.Send("\x16\x03\x01 junk\r\n\r\n");
  junk.ReceiveUntilClosed();
  Connection connection(endpoint);
  connection.Send("GET /still HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_TRUE(Contains(connection.ReceiveUntil(kEnd), "\"path\":\"/still\""));
}

}  // namespace
}  // namespace meshgate::demo
