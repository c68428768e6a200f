#include "controllers/demo/session.h"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <string_view>
#include <utility>

#include "controllers/demo/http1_session.h"
#include "controllers/demo/http2_session.h"

namespace meshgate::demo {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;

// RFC 9113 3.4. No request of HTTP/1.1 begins so.
constexpr std::string_view kPreface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

std::string_view TextOf(const beast::flat_buffer& buffer) {
  return {static_cast<const char*>(buffer.cdata().data()), buffer.size()};
}

// Reads as much as it takes to know; what was read stays in the buffer.
asio::awaitable<bool> SpeaksHttp2(beast::tcp_stream& stream, beast::flat_buffer& buffer) {
  for (;;) {
    const std::string_view text = TextOf(buffer);
    const size_t size = std::min(text.size(), kPreface.size());
    if (text.substr(0, size) != kPreface.substr(0, size)) co_return false;
    if (size == kPreface.size()) co_return true;
    auto [error, read] = co_await stream.async_read_some(buffer.prepare(4096),
                                                         asio::as_tuple(asio::use_awaitable));
    if (error) co_return false;
    buffer.commit(read);
  }
}

}  // namespace

asio::awaitable<void> ServeConnection(asio::ip::tcp::socket socket, EchoIdentity identity) {
  beast::tcp_stream stream(std::move(socket));
  stream.expires_after(kIdleTimeout);
  beast::flat_buffer buffer;
  if (co_await SpeaksHttp2(stream, buffer)) {
    co_await ServeHttp2(std::move(stream), TextOf(buffer), std::move(identity));
  } else {
    co_await ServeHttp1(std::move(stream), std::move(buffer), std::move(identity));
  }
}

}  // namespace meshgate::demo
