#include "controllers/kubernetes/http_client.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <future>
#include <thread>

#include "controllers/kubernetes/api.h"

namespace meshgate::kubernetes {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using testing::HasSubstr;

// Answers each connection's first request with what the test wants, byte by byte if need be.
class Server {
 public:
  using Serve = std::function<void(tcp::socket&, const std::string& request)>;

  explicit Server(Serve serve)
      : serve_(std::move(serve)), thread_([this] { Run(); }) {}
  ~Server() {
    stop_ = true;
    boost::system::error_code ignored;
    tcp::socket(context_).connect(acceptor_.local_endpoint(), ignored);
    thread_.join();
  }
  std::string url() const {
    return "http://127.0.0.1:" + std::to_string(acceptor_.local_endpoint().port());
  }

 private:
  void Run() {
    while (!stop_) {
      tcp::socket socket = acceptor_.accept();
      boost::system::error_code error;
      std::string request;
      asio::read_until(socket, asio::dynamic_buffer(request), "\r\n\r\n", error);
      if (!error && !stop_) serve_(socket, request);
    }
  }

  const Serve serve_;
  std::atomic<bool> stop_ = false;
  asio::io_context context_;
  tcp::acceptor acceptor_{context_, {asio::ip::address_v4::loopback(), 0}};
  std::thread thread_;
};

void Write(tcp::socket& socket, const std::string& text) {
  boost::system::error_code ignored;
  asio::write(socket, asio::buffer(text), ignored);
}

std::string Answer(int status, const std::string& body, const std::string& headers = "") {
  return "HTTP/1.1 " + std::to_string(status) + " X\r\nConnection: close\r\n" + headers +
         "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

Access AccessTo(const std::string& url) {
  Access access;
  access.server = url;
  access.token = "secret";
  return access;
}

TEST(HttpClientTest, SendsWhatItIsGivenAndWaitsForTheAnswer) {
  std::promise<std::string> seen;
  Server server([&](tcp::socket& socket, const std::string& request) {
    seen.set_value(request);
    Write(socket, Answer(201, "{}", "Retry-After: 7\r\n"));
  });
  HttpClient client(AccessTo(server.url()));
  const HttpResponse response = client.Call({"POST", "/a?b=c", "application/json", "{\"x\":1}"});
  EXPECT_EQ(response.status, 201);
  EXPECT_EQ(response.body, "{}");
  EXPECT_EQ(response.retry_after, std::chrono::seconds(7));
  const std::string request = seen.get_future().get();
  EXPECT_THAT(request, HasSubstr("POST /a?b=c HTTP/1.1\r\n"));
  EXPECT_THAT(request, HasSubstr("Authorization: Bearer secret\r\n"));
  EXPECT_THAT(request, HasSubstr("Content-Type: application/json\r\n"));
  EXPECT_THAT(request, HasSubstr("Content-Length: 7\r\n"));
}

TEST(HttpClientTest, StreamsComeAsTheyAreSent) {
  Server server([&](tcp::socket& socket, const std::string&) {
    Write(socket, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n");
    Write(socket, "3\r\ntwo\r\n0\r\n\r\n");
  });
  HttpClient client(AccessTo(server.url()));
  std::string data;
  std::promise<HttpResponse> done;
  client.Stream({.path = "/w"}, [&](std::string_view bytes) { data.append(bytes); },
                [&](HttpResponse response) { done.set_value(std::move(response)); });
  const HttpResponse response = done.get_future().get();
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.error, "");
  EXPECT_EQ(data, "onetwo");
}

TEST(HttpClientTest, AStreamThatIsRefusedHasABody) {
  Server server([&](tcp::socket& socket, const std::string&) {
    Write(socket, Answer(410, R"({"message":"too old"})"));
  });
  HttpClient client(AccessTo(server.url()));
  std::promise<HttpResponse> done;
  client.Stream({.path = "/w"}, [](std::string_view) { ADD_FAILURE(); },
                [&](HttpResponse response) { done.set_value(std::move(response)); });
  const HttpResponse response = done.get_future().get();
  EXPECT_EQ(StatusOf(response).code(), absl::StatusCode::kOutOfRange);
  EXPECT_THAT(std::string(StatusOf(response).message()), HasSubstr("410: too old"));
}

TEST(HttpClientTest, WhatHasNoEndIsCancelledOrTimesOut) {
  Server server([&](tcp::socket& socket, const std::string&) {
    Write(socket, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n");
    boost::system::error_code error;
    char byte;
    socket.read_some(asio::buffer(&byte, 1), error);  // until the client goes
  });
  HttpClient client(AccessTo(server.url()));
  std::promise<void> started;
  std::promise<HttpResponse> done;
  const HttpClient::Id id =
      client.Stream({.path = "/w"}, [&](std::string_view) { started.set_value(); },
                    [&](HttpResponse response) { done.set_value(std::move(response)); });
  started.get_future().wait();
  client.Cancel(id);
  EXPECT_EQ(done.get_future().get().error, "it was cancelled");
  client.Cancel(id);

  const HttpResponse late = client.Call({.path = "/", .timeout = std::chrono::milliseconds(50)});
  EXPECT_EQ(late.status, 0);
  EXPECT_EQ(StatusOf(late).code(), absl::StatusCode::kUnavailable);
}

TEST(HttpClientTest, AnEndingClientEndsWhatIsUnderWay) {
  Server server([&](tcp::socket& socket, const std::string&) {
    boost::system::error_code error;
    char byte;
    socket.read_some(asio::buffer(&byte, 1), error);
  });
  std::promise<HttpResponse> done;
  {
    HttpClient client(AccessTo(server.url()));
    client.Send({.path = "/"},
                [&](HttpResponse response) { done.set_value(std::move(response)); });
  }
  EXPECT_EQ(done.get_future().get().error, "the client ends");
}

TEST(HttpClientTest, AServerThatIsNotThereIsToldInWords) {
  std::string url;
  { url = Server([](tcp::socket&, const std::string&) {}).url(); }
  HttpClient client(AccessTo(url));
  const HttpResponse response = client.Call({.path = "/"});
  EXPECT_EQ(response.status, 0);
  EXPECT_THAT(response.error, HasSubstr("connect"));
}

TEST(StatusOfTest, SaysWhatAnAnswerMeans) {
  const auto code = [](int status, const std::string& reason = "") {
    return StatusOf({.status = status, .body = R"({"reason":")" + reason + R"("})"}).code();
  };
  EXPECT_EQ(code(200), absl::StatusCode::kOk);
  EXPECT_EQ(code(404), absl::StatusCode::kNotFound);
  EXPECT_EQ(code(409, "AlreadyExists"), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(code(409, "Conflict"), absl::StatusCode::kAborted);
  EXPECT_EQ(code(403), absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(code(422), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(code(429), absl::StatusCode::kUnavailable);
  EXPECT_EQ(code(503), absl::StatusCode::kUnavailable);
}

TEST(ReadListHeadTest, FindsTheListsOwnMetadata) {
  const auto head = ReadListHead(R"({"items":[{"metadata":{"resourceVersion":"1"}}],)"
                                 R"("metadata":{"continue":"c","resourceVersion":"9"}})");
  ASSERT_TRUE(head.has_value());
  EXPECT_EQ(head->resource_version, "9");
  EXPECT_EQ(head->next, "c");
  for (const char* const text : {"", "{", "[]", "{}", R"({"metadata":1})", R"({"metadata":{}})"}) {
    EXPECT_FALSE(ReadListHead(text).has_value()) << text;
  }
}

TEST(ApiResourceTest, HasPaths) {
  const ApiResource routes{"gateway.networking.k8s.io", "v1", "httproutes", true};
  EXPECT_EQ(routes.CollectionPath(), "/apis/gateway.networking.k8s.io/v1/httproutes");
  EXPECT_EQ(routes.ObjectPath("ns", "r", "status"),
            "/apis/gateway.networking.k8s.io/v1/namespaces/ns/httproutes/r/status");
  EXPECT_EQ((ApiResource{"", "v1", "namespaces", false}).ObjectPath("", "a"),
            "/api/v1/namespaces/a");
}

}  // namespace
}  // namespace meshgate::kubernetes
