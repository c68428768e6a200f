#include "controllers/admin/admin_server.h"

#include <gtest/gtest.h>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <vector>

namespace meshgate::admin {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

class AdminServerTest : public ::testing::Test {
 protected:
  tcp::socket Connect() {
    tcp::socket socket(context_);
    socket.connect({asio::ip::address_v4::loopback(), server_->port()});
    return socket;
  }
  // Everything that a connection answers until it closes.
  std::string Ask(const std::string& request) {
    tcp::socket socket = Connect();
    boost::system::error_code error;
    asio::write(socket, asio::buffer(request), error);
    std::string answer;
    asio::read(socket, asio::dynamic_buffer(answer), error);
    return answer;
  }
  std::string Get(const std::string& target) {
    return Ask("GET " + target + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  }

  bool ready_ = false;
  asio::io_context context_;
  std::unique_ptr<AdminServer> server_ = *AdminServer::Listen(
      "127.0.0.1:0", {{"/healthz", [] { return Page{.body = "ok\n"}; }},
                      {"/readyz", [this] {
                         return ready_ ? Page{.body = "ok\n"} : Page{503, "text/plain", "no\n"};
                       }}});
};

TEST_F(AdminServerTest, AnswersItsPages) {
  EXPECT_TRUE(Get("/healthz").starts_with("HTTP/1.1 200 OK\r\n"));
  EXPECT_TRUE(Get("/healthz?verbose").ends_with("\r\n\r\nok\n"));
  EXPECT_TRUE(Get("/readyz").starts_with("HTTP/1.1 503 "));
  ready_ = true;
  EXPECT_TRUE(Get("/readyz").starts_with("HTTP/1.1 200 "));
  EXPECT_TRUE(Ask("HEAD /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                  .ends_with("Content-Length: 3\r\n\r\n"));
}

TEST_F(AdminServerTest, AnswersNothingElse) {
  for (const char* const target : {"/", "/healthz/", "//healthz", "/../healthz", "/HEALTHZ", "*"}) {
    EXPECT_TRUE(Get(target).starts_with("HTTP/1.1 404 ")) << target;
  }
  EXPECT_TRUE(Ask("POST /healthz HTTP/1.1\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
                  .starts_with("HTTP/1.1 405 "));
  EXPECT_EQ(Ask("nonsense\r\n\r\n"), "");
  EXPECT_EQ(Get("/" + std::string(9000, 'a')), "");
}

TEST_F(AdminServerTest, ServesOthersBesideSilentConnections) {
  std::vector<tcp::socket> silent;
  for (int i = 0; i < 40; ++i) silent.push_back(Connect());
  EXPECT_TRUE(Get("/healthz").starts_with("HTTP/1.1 200 "));
}

TEST_F(AdminServerTest, TellsWhereNobodyCanListen) {
  const std::string taken = "127.0.0.1:" + std::to_string(server_->port());
  const auto busy = AdminServer::Listen(taken, {});
  EXPECT_EQ(busy.status().code(), absl::StatusCode::kUnavailable);
  EXPECT_NE(busy.status().message().find(taken), absl::string_view::npos);
  for (const char* const text : {"", "8080", "localhost:1", ":", ":x", ":65536", "1.2.3:4"}) {
    EXPECT_EQ(AdminServer::Listen(text, {}).status().code(), absl::StatusCode::kInvalidArgument)
        << text;
  }
}

}  // namespace
}  // namespace meshgate::admin
