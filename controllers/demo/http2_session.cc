#include "controllers/demo/http2_session.h"

#include <nghttp2/nghttp2.h>

#include <algorithm>
#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <cstring>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "absl/time/time.h"

namespace meshgate::demo {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;

constexpr auto kAwait = asio::as_tuple(asio::use_awaitable);

std::string_view View(const uint8_t* bytes, size_t size) {
  return {reinterpret_cast<const char*>(bytes), size};
}

nghttp2_nv Field(std::string_view name, std::string_view value) {
  const auto bytes = [](std::string_view text) {
    return const_cast<uint8_t*>(reinterpret_cast<const uint8_t*>(text.data()));
  };
  return {bytes(name), bytes(value), name.size(), value.size(), NGHTTP2_NV_FLAG_NONE};
}

// Kept alive by its coroutines: the reader, the writer, and one for each answer that waits.
class Http2Session : public std::enable_shared_from_this<Http2Session> {
 public:
  using Self = std::shared_ptr<Http2Session>;

  Http2Session(beast::tcp_stream stream, EchoIdentity identity);

  // Until the connection ends.
  static asio::awaitable<void> Read(Self self, std::string_view received);

 private:
  struct Exchange {
    EchoRequest request;
    std::string body;  // what is left of the answer's
  };
  struct Delete {
    void operator()(nghttp2_session* session) const { nghttp2_session_del(session); }
  };

  static Http2Session& Of(void* session) { return *static_cast<Http2Session*>(session); }
  static int OnHeader(nghttp2_session*, const nghttp2_frame* frame, const uint8_t* name,
                      size_t name_size, const uint8_t* value, size_t value_size, uint8_t,
                      void* session);
  static int OnFrame(nghttp2_session*, const nghttp2_frame* frame, void* session);
  static int OnClose(nghttp2_session*, int32_t stream, uint32_t, void* session);
  static ssize_t ReadBody(nghttp2_session*, int32_t stream, uint8_t* out, size_t size,
                          uint32_t* flags, nghttp2_data_source*, void* session);

  bool Take(std::string_view received);
  static asio::awaitable<void> AnswerLater(Self self, int32_t stream, EchoAnswer answer);
  void Submit(int32_t stream, EchoAnswer answer);
  void Flush();
  static asio::awaitable<void> Write(Self self);
  std::string Pending();

  beast::tcp_stream stream_;
  const EchoIdentity identity_;
  std::map<int32_t, Exchange> exchanges_;  // by HTTP/2 stream
  std::unique_ptr<nghttp2_session, Delete> session_;
  bool writing_ = false;
};

Http2Session::Http2Session(beast::tcp_stream stream, EchoIdentity identity)
    : stream_(std::move(stream)), identity_(std::move(identity)) {
  nghttp2_session_callbacks* callbacks = nullptr;
  nghttp2_session_callbacks_new(&callbacks);
  nghttp2_session_callbacks_set_on_header_callback(callbacks, &OnHeader);
  nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks, &OnFrame);
  nghttp2_session_callbacks_set_on_stream_close_callback(callbacks, &OnClose);
  nghttp2_session* session = nullptr;
  nghttp2_session_server_new(&session, callbacks, this);
  session_.reset(session);
  nghttp2_session_callbacks_del(callbacks);
  const nghttp2_settings_entry settings{NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, 1000};
  nghttp2_submit_settings(session_.get(), NGHTTP2_FLAG_NONE, &settings, 1);
}

int Http2Session::OnHeader(nghttp2_session*, const nghttp2_frame* frame, const uint8_t* name,
                           size_t name_size, const uint8_t* value, size_t value_size, uint8_t,
                           void* session) {
  const std::string_view field = View(name, name_size);
  std::string text(View(value, value_size));
  EchoRequest& request = Of(session).exchanges_[frame->hd.stream_id].request;
  if (field == ":path") {
    request.path = std::move(text);
  } else if (field == ":method") {
    request.method = std::move(text);
  } else if (field == ":authority" || field == "host") {
    request.host = std::move(text);
  } else if (field.front() != ':') {
    request.headers.emplace_back(field, std::move(text));
  }
  return 0;
}

int Http2Session::OnFrame(nghttp2_session*, const nghttp2_frame* frame, void* session) {
  if ((frame->hd.flags & NGHTTP2_FLAG_END_STREAM) == 0) return 0;
  Http2Session& self = Of(session);
  const auto found = self.exchanges_.find(frame->hd.stream_id);
  if (found == self.exchanges_.end()) return 0;
  found->second.request.proto = "HTTP/2.0";
  EchoAnswer answer = AnswerEcho(found->second.request, self.identity_);
  if (answer.delay > absl::ZeroDuration()) {
    asio::co_spawn(self.stream_.get_executor(),
                   AnswerLater(self.shared_from_this(), frame->hd.stream_id, std::move(answer)),
                   asio::detached);
  } else {
    self.Submit(frame->hd.stream_id, std::move(answer));
  }
  return 0;
}

int Http2Session::OnClose(nghttp2_session*, int32_t stream, uint32_t, void* session) {
  Of(session).exchanges_.erase(stream);
  return 0;
}

ssize_t Http2Session::ReadBody(nghttp2_session*, int32_t stream, uint8_t* out, size_t size,
                               uint32_t* flags, nghttp2_data_source*, void* session) {
  std::string& body = Of(session).exchanges_[stream].body;
  const size_t count = std::min(size, body.size());
  std::memcpy(out, body.data(), count);
  body.erase(0, count);
  if (body.empty()) *flags |= NGHTTP2_DATA_FLAG_EOF;
  return static_cast<ssize_t>(count);
}

asio::awaitable<void> Http2Session::AnswerLater(Self self, int32_t stream, EchoAnswer answer) {
  asio::steady_timer timer(self->stream_.get_executor(), absl::ToChronoNanoseconds(answer.delay));
  co_await timer.async_wait(kAwait);
  self->Submit(stream, std::move(answer));
  self->Flush();
}

void Http2Session::Submit(int32_t stream, EchoAnswer answer) {
  const auto found = exchanges_.find(stream);
  if (found == exchanges_.end()) return;  // the client gave up
  const std::string status = std::to_string(answer.status);
  const std::string length = std::to_string(answer.body.size());
  const std::array fields = {Field(":status", status), Field("content-type", answer.content_type),
                             Field("content-length", length)};
  found->second.body = std::move(answer.body);
  nghttp2_data_provider body{};
  body.read_callback = &ReadBody;
  const bool has_body = found->second.request.method != "HEAD";
  nghttp2_submit_response(session_.get(), stream, fields.data(), fields.size(),
                          has_body ? &body : nullptr);
}

// False when the connection is to be ended.
bool Http2Session::Take(std::string_view received) {
  const ssize_t taken = nghttp2_session_mem_recv(
      session_.get(), reinterpret_cast<const uint8_t*>(received.data()), received.size());
  Flush();
  return taken >= 0 && (nghttp2_session_want_read(session_.get()) != 0 ||
                        nghttp2_session_want_write(session_.get()) != 0);
}

asio::awaitable<void> Http2Session::Read(Self self, std::string_view received) {
  asio::ip::tcp::socket& socket = self->stream_.socket();
  bool open = self->Take(received);
  std::array<char, 16384> bytes;
  while (open) {
    const auto [error, size] = co_await socket.async_read_some(asio::buffer(bytes), kAwait);
    open = !error && self->Take({bytes.data(), size});
  }
  beast::error_code ignored;
  socket.shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
}

void Http2Session::Flush() {
  if (std::exchange(writing_, true)) return;
  asio::co_spawn(stream_.get_executor(), Write(shared_from_this()), asio::detached);
}

asio::awaitable<void> Http2Session::Write(Self self) {
  asio::ip::tcp::socket& socket = self->stream_.socket();
  for (std::string bytes = self->Pending(); !bytes.empty(); bytes = self->Pending()) {
    const auto [error, size] = co_await asio::async_write(socket, asio::buffer(bytes), kAwait);
    if (error) break;  // the reader sees the end, too
  }
  self->writing_ = false;
}

// All that is to be sent now.
std::string Http2Session::Pending() {
  std::string pending;
  const uint8_t* bytes = nullptr;
  for (;;) {
    const ssize_t size = nghttp2_session_mem_send(session_.get(), &bytes);
    if (size <= 0) return pending;
    pending.append(View(bytes, size));
  }
}

}  // namespace

asio::awaitable<void> ServeHttp2(beast::tcp_stream stream, std::string_view received,
                                 EchoIdentity identity) {
  stream.expires_never();  // Envoy closes what is idle
  co_await Http2Session::Read(
      std::make_shared<Http2Session>(std::move(stream), std::move(identity)), received);
}

}  // namespace meshgate::demo
