#include "controllers/demo/http1_session.h"

#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/http.hpp>
#include <string>
#include <utility>

#include "absl/time/time.h"

namespace meshgate::demo {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;

using RequestParser = http::request_parser<http::buffer_body>;
using Response = http::response<http::string_body>;

constexpr auto kAwait = asio::as_tuple(asio::use_awaitable);

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

Response Render(const RequestParser::value_type& request, EchoAnswer answer) {
  Response response(static_cast<http::status>(answer.status), request.version());
  response.set(http::field::content_type, answer.content_type);
  response.keep_alive(request.keep_alive());
  response.content_length(answer.body.size());
  if (request.method() != http::verb::head) response.body() = std::move(answer.body);
  return response;
}

}  // namespace

asio::awaitable<void> ServeHttp1(beast::tcp_stream stream, beast::flat_buffer buffer,
                                 EchoIdentity identity) {
  bool keep_alive = true;
  while (keep_alive) {
    RequestParser parser;
    if (!co_await ReadRequest(stream, buffer, parser)) break;
    stream.expires_never();
    EchoAnswer answer = AnswerEcho(ToEchoRequest(parser.get()), identity);
    if (answer.delay > absl::ZeroDuration()) {
      asio::steady_timer timer(stream.get_executor(), absl::ToChronoNanoseconds(answer.delay));
      co_await timer.async_wait(kAwait);
    }
    Response response = Render(parser.get(), std::move(answer));
    stream.expires_after(kIdleTimeout);
    const auto [error, size] = co_await http::async_write(stream, response, kAwait);
    keep_alive = !error && response.keep_alive();
  }
  beast::error_code ignored;
  stream.socket().shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
}

}  // namespace meshgate::demo
