#include "controllers/demo/demo_backends.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <nghttp2/nghttp2.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstring>
#include <map>
#include <memory>
#include <string>
#include <string_view>
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

  // "" when it is closed or late.
  std::string Receive() {
    received_.clear();
    ReceiveSome();
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

// One connection that speaks HTTP/2 without asking (prior knowledge).
class Http2Client {
 public:
  struct Answer {
    std::string status;
    std::string body;
    bool complete = false;
  };

  explicit Http2Client(const DemoEndpoint& endpoint) : connection_(endpoint) {
    nghttp2_session_callbacks* callbacks = nullptr;
    nghttp2_session_callbacks_new(&callbacks);
    nghttp2_session_callbacks_set_on_header_callback(
        callbacks, [](nghttp2_session*, const nghttp2_frame* frame, const uint8_t* name,
                      size_t name_size, const uint8_t* value, size_t size, uint8_t, void* self) {
          if (Text(name, name_size) == ":status") {
            Of(self).answers_[frame->hd.stream_id].status = Text(value, size);
          }
          return 0;
        });
    nghttp2_session_callbacks_set_on_data_chunk_recv_callback(
        callbacks, [](nghttp2_session*, uint8_t, int32_t stream, const uint8_t* bytes, size_t size,
                      void* self) {
          Of(self).answers_[stream].body += Text(bytes, size);
          return 0;
        });
    nghttp2_session_callbacks_set_on_stream_close_callback(
        callbacks, [](nghttp2_session*, int32_t stream, uint32_t, void* self) {
          Of(self).answers_[stream].complete = true;
          return 0;
        });
    nghttp2_session_client_new(&session_, callbacks, this);
    nghttp2_session_callbacks_del(callbacks);
    nghttp2_submit_settings(session_, NGHTTP2_FLAG_NONE, nullptr, 0);
  }
  ~Http2Client() { nghttp2_session_del(session_); }
  Http2Client(const Http2Client&) = delete;
  Http2Client& operator=(const Http2Client&) = delete;

  // Returns the number of the stream.
  int32_t Start(const std::string& method, const std::string& path, size_t body_size = 0) {
    const auto field = [](const char* name, const std::string& value) {
      return nghttp2_nv{
          reinterpret_cast<uint8_t*>(const_cast<char*>(name)),
          reinterpret_cast<uint8_t*>(const_cast<char*>(value.data())), std::strlen(name),
          value.size(), NGHTTP2_NV_FLAG_NONE};
    };
    const std::string scheme = "http", authority = "example.org:8080", one = "1";
    const std::array fields = {field(":method", method), field(":scheme", scheme),
                               field(":authority", authority), field(":path", path),
                               field("x-one", one)};
    left_of_body_ = body_size;
    nghttp2_data_provider body{};
    body.read_callback = [](nghttp2_session*, int32_t, uint8_t* out, size_t size, uint32_t* flags,
                            nghttp2_data_source*, void* self) {
      size_t& left = Of(self).left_of_body_;
      const size_t count = std::min(size, left);
      std::memset(out, 'x', count);
      left -= count;
      if (left == 0) *flags |= NGHTTP2_DATA_FLAG_EOF;
      return static_cast<ssize_t>(count);
    };
    const int32_t stream = nghttp2_submit_request(session_, nullptr, fields.data(), fields.size(),
                                                  body_size > 0 ? &body : nullptr, nullptr);
    Send();
    return stream;
  }

  const Answer& Await(int32_t stream) {
    while (!answers_[stream].complete) {
      const std::string received = connection_.Receive();
      if (received.empty()) {
        ADD_FAILURE() << "closed or late: stream " << stream;
        break;
      }
      nghttp2_session_mem_recv(session_, reinterpret_cast<const uint8_t*>(received.data()),
                               received.size());
      Send();
    }
    return answers_[stream];
  }
  bool IsComplete(int32_t stream) { return answers_[stream].complete; }

 private:
  static Http2Client& Of(void* self) { return *static_cast<Http2Client*>(self); }
  static std::string Text(const uint8_t* bytes, size_t size) {
    return {reinterpret_cast<const char*>(bytes), size};
  }

  void Send() {
    const uint8_t* bytes = nullptr;
    for (ssize_t size; (size = nghttp2_session_mem_send(session_, &bytes)) > 0;) {
      connection_.Send(Text(bytes, size));
    }
  }

  Connection connection_;
  nghttp2_session* session_ = nullptr;
  std::map<int32_t, Answer> answers_;
  size_t left_of_body_ = 0;
};

TEST(DemoBackends, SpeaksHttp2OnTheSamePort) {
  DemoBackends backends;
  const DemoEndpoint endpoint = *backends.Endpoint("shop", "cart");
  Http2Client client(endpoint);
  const Http2Client::Answer& get = client.Await(client.Start("GET", "/a?b=c"));
  EXPECT_EQ(get.status, "200");
  EXPECT_TRUE(Contains(get.body, R"({"path":"/a?b=c","host":"example.org:8080","method":"GET",)"
                                 R"("proto":"HTTP/2.0","headers":{"X-One":["1"]},)"
                                 R"("namespace":"shop","ingress":"","service":"cart",)"
                                 R"("pod":"cart-demo-0"})"))
      << get.body;
  const auto& large = client.Await(client.Start("POST", "/large", 3 << 20));
  EXPECT_TRUE(Contains(large.body, R"("path":"/large")")) << large.body;
  const auto& head = client.Await(client.Start("HEAD", "/"));
  EXPECT_EQ(head.status, "200");
  EXPECT_EQ(head.body, "");
  const auto& bad = client.Await(client.Start("GET", "/?delay=soon"));
  EXPECT_EQ(bad.status, "400");
  EXPECT_TRUE(Contains(bad.body, "must be a duration")) << bad.body;

  Connection old(endpoint);
  old.Send("GET /old HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_TRUE(Contains(old.ReceiveUntil(kEnd), "\"proto\":\"HTTP/1.1\""));
}

TEST(DemoBackends, ADelayedAnswerOfHttp2HoldsUpNoOther) {
  DemoBackends backends;
  Http2Client client(*backends.Endpoint("shop", "cart"));
  const int32_t delayed = client.Start("GET", "/?delay=60s");
  const int32_t late = client.Start("GET", "/?delay=300ms");
  EXPECT_EQ(client.Await(client.Start("GET", "/now")).status, "200");
  EXPECT_EQ(client.Await(late).status, "200");
  EXPECT_FALSE(client.IsComplete(delayed));
}

TEST(DemoBackends, SurvivesJunk) {
  DemoBackends backends;
  const DemoEndpoint endpoint = *backends.Endpoint("shop", "cart");
  Connection junk(endpoint);
  junk.Send("\x16\x03\x01 junk\r\n\r\n");
  junk.ReceiveUntilClosed();
  Connection junk_of_http2(endpoint);
  junk_of_http2.Send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n junk that is no frame at all");
  junk_of_http2.ReceiveUntilClosed();
  Connection half_a_preface(endpoint);
  half_a_preface.Send("PRI * HTTP");
  Connection connection(endpoint);
  connection.Send("GET /still HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_TRUE(Contains(connection.ReceiveUntil(kEnd), "\"path\":\"/still\""));
}

}  // namespace
}  // namespace meshgate::demo
