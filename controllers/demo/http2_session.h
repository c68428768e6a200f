// One HTTP/2 connection to a demo backend.
#ifndef MESHGATE_CONTROLLERS_DEMO_HTTP2_SESSION_H_
#define MESHGATE_CONTROLLERS_DEMO_HTTP2_SESSION_H_

#include <boost/asio/awaitable.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <string_view>

#include "controllers/demo/echo.h"

namespace meshgate::demo {

// `received`: what was read already, the client's preface first; read before the first suspension.
// A delayed answer holds up no other one. [the stream's executor]
boost::asio::awaitable<void> ServeHttp2(boost::beast::tcp_stream stream, std::string_view received,
                                        EchoIdentity identity);

}  // namespace meshgate::demo

#endif  // MESHGATE_CONTROLLERS_DEMO_HTTP2_SESSION_H_
