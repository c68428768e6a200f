#include "controllers/demo/demo_backends.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <map>
#include <mutex>
#include <thread>
#include <utility>

#include "absl/status/status.h"
#include "controllers/demo/echo.h"
#include "controllers/demo/session.h"

namespace meshgate::demo {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

constexpr auto kAwait = asio::as_tuple(asio::use_awaitable);

asio::awaitable<void> AcceptConnections(tcp::acceptor acceptor, EchoIdentity identity) {
  const auto executor = co_await asio::this_coro::executor;
  for (;;) {
    auto [error, socket] = co_await acceptor.async_accept(kAwait);
    if (error) {
      // Out of file descriptors: a pause, since the connection stays in the queue.
      asio::steady_timer pause(executor, std::chrono::milliseconds(50));
      co_await pause.async_wait(kAwait);
      continue;
    }
    boost::system::error_code ignored;
    socket.set_option(tcp::no_delay(true), ignored);
    asio::co_spawn(executor, ServeConnection(std::move(socket), identity), asio::detached);
  }
}

// The acceptor listens on a free port when `error` is empty.
tcp::acceptor ListenOnLoopback(asio::io_context& context, boost::system::error_code& error) {
  tcp::acceptor acceptor(context);
  acceptor.open(tcp::v4(), error);
  if (!error) acceptor.bind({asio::ip::address_v4::loopback(), 0}, error);
  if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
  return acceptor;
}

}  // namespace

struct DemoBackends::Server {
  asio::io_context context{1};
  asio::executor_work_guard<asio::io_context::executor_type> work = asio::make_work_guard(context);
  std::thread thread{[this] { context.run(); }};
  std::mutex mutex;
  // By namespace and Service. Guarded by mutex.
  std::map<std::pair<std::string, std::string>, DemoEndpoint> endpoints;
};

DemoBackends::DemoBackends() : server_(std::make_unique<Server>()) {}

DemoBackends::~DemoBackends() {
  server_->context.stop();
  server_->thread.join();
}

absl::StatusOr<DemoEndpoint> DemoBackends::Endpoint(const std::string& namespace_name,
                                                    const std::string& service) {
  std::lock_guard lock(server_->mutex);
  const auto key = std::make_pair(namespace_name, service);
  if (const auto found = server_->endpoints.find(key); found != server_->endpoints.end()) {
    return found->second;
  }
  boost::system::error_code error;
  tcp::acceptor acceptor = ListenOnLoopback(server_->context, error);
  if (error) {
    return absl::UnavailableError("cannot listen for the demo backend of Service " +
                                  namespace_name + "/" + service + ": " + error.message());
  }
  const DemoEndpoint endpoint{.address = "127.0.0.1", .port = acceptor.local_endpoint().port()};
  asio::co_spawn(server_->context,
                 AcceptConnections(std::move(acceptor), {.namespace_name = namespace_name,
                                                         .service = service,
                                                         .pod = service + "-demo-0"}),
                 asio::detached);
  return server_->endpoints.emplace(key, endpoint).first->second;
}

}  // namespace meshgate::demo
