// One HTTP/1.1 connection to a demo backend.
#ifndef MESHGATE_CONTROLLERS_DEMO_HTTP1_SESSION_H_
#define MESHGATE_CONTROLLERS_DEMO_HTTP1_SESSION_H_

#include <boost/asio/awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <chrono>

#include "controllers/demo/echo.h"

namespace meshgate::demo {

// Longer than the time that a proxy keeps an idle upstream connection (Envoy: one hour), so that
// the proxy is the one that closes.
inline constexpr std::chrono::hours kIdleTimeout{2};

// `buffer`: what was read already. [the stream's executor]
boost::asio::awaitable<void> ServeHttp1(boost::beast::tcp_stream stream,
                                        boost::beast::flat_buffer buffer, EchoIdentity identity);

}  // namespace meshgate::demo

#endif  // MESHGATE_CONTROLLERS_DEMO_HTTP1_SESSION_H_
