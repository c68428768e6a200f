#include "controllers/demo/session.h"

#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <chrono>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace meshgate::demo {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;

using RequestParser = http::request_parser<http::buffer_body>;
using Response = http::response<http::string_body>;

constexpr auto kAwait = asio::as_tuple(asio::use_awaitable);
// Longer than the time that a proxy keeps an idle upstream connection (Envoy: one hour), so that
// the proxy is the one that closes.
constexpr std::chrono::hours kIdleTimeout{2};

// True if a whole request was read; its body is dropped as it arrives.
asio::awaitable<bool> ReadRequest(beast::tcp_stream& stream, beast::flat_buffer& buffer,
                                  RequestParser& parser) {
  parser.body_limit(boost::none);
  parser.header_limit(64 * 1024);  // as much as Envoy accepts by default
  stream.expires_after(kIdleTimeout);
  auto [error, size] = co_await http::async_read_header(stream, buffer, parser, kAwait);
  std::array<char, 16384> dropped;
  while (!error && !parser.is_done()) {
    parser.get().body().data = dropped.data();
    parser.get().body().size = dropped.size();
    std::tie(error, size) = co_await http::async_read(stream, buffer, parser, kAwait);
    if (error == http::error::need_buffer) error = {};
  }
  co_return !error;
}

EchoRequest ToEchoRequest(const RequestParser::value_type& request) {
  EchoRequest echo;
  echo.path = std::string(request.target());
  echo.host = std::string(request[http::field::host]);
  echo.method = std::string(request.method_string());
  echo.proto = request.version() == 10 ? "HTTP/1.0" : "HTTP/1.1";
  for (const auto& field : request) {
    if (field.name() == http::field::host) continue;
    echo.headers.emplace_back(std::string(field.name_string()), std::string(field.value()));
  }
  return echo;
}

Response Render(const RequestParser::value_type& request, http::status status,
                const char* content_type, std::string body) {
  Response response(status, request.version());
  response.set(http::field::content_type, content_type);
  response.keep_alive(request.keep_alive());
  response.content_length(body.size());
  if (request.method() != http::verb::head) response.body() = std::move(body);
  return response;
}

// Waits as long as the request asks for, then answers it.
asio::awaitable<Response> Answer(const RequestParser::value_type& request,
                                 const EchoIdentity& identity) {
  const EchoRequest echo = ToEchoRequest(request);
  const absl::StatusOr<absl::Duration> delay = RequestedDelay(echo.path);
  if (!delay.ok()) {
    co_return Render(request, http::status::bad_request, "text/plain",
                     std::string(delay.status().message()) + "\n");
  }
  if (*delay > absl::ZeroDuration()) {
    asio::steady_timer timer(co_await asio::this_coro::executor, absl::ToChronoNanoseconds(*delay));
    co_await timer.async_wait(kAwait);
  }
  co_return Render(request, http::status::ok, "application/json", RenderEcho(echo, identity));
}

}  // namespace

asio::awaitable<void> ServeConnection(asio::ip::tcp::socket socket, EchoIdentity identity) {
  beast::tcp_stream stream(std::move(socket));
  beast::flat_buffer buffer;
  bool keep_alive = true;
  while (keep_alive) {
    RequestParser parser;
    if (!co_await ReadRequest(stream, buffer, parser)) break;
    stream.expires_never();
    Response response = co_await Answer(parser.get(), identity);
    stream.expires_after(kIdleTimeout);
    const auto [error, size] = co_await http::async_write(stream, response, kAwait);
    keep_alive = !error && response.keep_alive();
  }
  beast::error_code ignored;
  stream.socket().shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
}

}  // namespace meshgate::demo
