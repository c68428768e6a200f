// One connection to a demo backend.
#ifndef MESHGATE_CONTROLLERS_DEMO_SESSION_H_
#define MESHGATE_CONTROLLERS_DEMO_SESSION_H_

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "controllers/demo/echo.h"

namespace meshgate::demo {

// Answers the requests of one connection until either side closes it: HTTP/1.1, or HTTP/2 when the
// client begins with its preface ("prior knowledge", RFC 9113 3.3). [the socket's executor]
boost::asio::awaitable<void> ServeConnection(boost::asio::ip::tcp::socket socket,
                                             EchoIdentity identity);

}  // namespace meshgate::demo

#endif  // MESHGATE_CONTROLLERS_DEMO_SESSION_H_
