#include "controllers/admin/admin_server.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <charconv>
#include <chrono>
#include <optional>
#include <string_view>
#include <thread>
#include <utility>

namespace meshgate::admin {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using asio::ip::tcp;
using Request = http::request<http::empty_body>;
using Response = http::response<http::string_body>;

constexpr auto kAwait = asio::as_tuple(asio::use_awaitable);
constexpr int kMaxConnections = 64;
constexpr size_t kMaxRequestBytes = 8192;
constexpr std::chrono::seconds kTimeout{5};

std::optional<tcp::endpoint> ParseAddress(std::string_view text) {
  const size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  std::string_view host = text.substr(0, colon);
  const std::string_view digits = text.substr(colon + 1);
  uint16_t port = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  if (host.empty()) return tcp::endpoint(tcp::v4(), port);
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') {
    host = host.substr(1, host.size() - 2);
  }
  boost::system::error_code failed;
  const auto address = asio::ip::make_address(std::string(host), failed);
  if (failed) return std::nullopt;
  return tcp::endpoint(address, port);
}

Page FindPage(const Request& request, const Pages& pages) {
  if (request.method() != http::verb::get && request.method() != http::verb::head) {
    return {.status = 405, .body = "only GET is answered\n"};
  }
  const std::string target(request.target());
  const auto found = pages.find(target.substr(0, target.find('?')));
  if (found == pages.end()) return {.status = 404, .body = "no such page\n"};
  return found->second();
}

Response Answer(const Request& request, const Pages& pages) {
  Page page = FindPage(request, pages);
  Response response(static_cast<http::status>(page.status), request.version());
  response.set(http::field::content_type, page.content_type);
  response.set(http::field::cache_control, "no-store");
  response.keep_alive(request.keep_alive());
  response.content_length(page.body.size());
  if (request.method() != http::verb::head) response.body() = std::move(page.body);
  return response;
}

}  // namespace

struct AdminServer::Server {
  explicit Server(Pages served) : pages(std::move(served)) {}

  asio::awaitable<void> AcceptAll() {
    for (;;) {
      auto [error, socket] = co_await acceptor.async_accept(kAwait);
      if (error || connections >= kMaxConnections) {
        // Out of descriptors, or a crowd: who waits in the queue is served when others are gone.
        asio::steady_timer pause(context, std::chrono::milliseconds(50));
        if (!error) socket.close();
        co_await pause.async_wait(kAwait);
        continue;
      }
      ++connections;
      asio::co_spawn(context, Serve(std::move(socket)), [this](std::exception_ptr) {
        --connections;
      });
    }
  }

  asio::awaitable<void> Serve(tcp::socket socket) {
    beast::tcp_stream stream(std::move(socket));
    beast::flat_buffer buffer(kMaxRequestBytes);
    for (bool keep_alive = true; keep_alive;) {
      http::request_parser<http::empty_body> parser;
      parser.header_limit(kMaxRequestBytes);
      stream.expires_after(kTimeout);
      auto [error, size] = co_await http::async_read(stream, buffer, parser, kAwait);
      if (error) co_return;
      const Response response = Answer(parser.get(), pages);
      std::tie(error, size) = co_await http::async_write(stream, response, kAwait);
      keep_alive = !error && response.keep_alive();
    }
  }

  const Pages pages;
  asio::io_context context{1};
  tcp::acceptor acceptor{context};
  int connections = 0;  // of the thread
  std::thread thread;
};

AdminServer::AdminServer(std::unique_ptr<Server> server) : server_(std::move(server)) {}

AdminServer::~AdminServer() {
  server_->context.stop();
  server_->thread.join();
}

uint16_t AdminServer::port() const { return server_->acceptor.local_endpoint().port(); }

absl::StatusOr<std::unique_ptr<AdminServer>> AdminServer::Listen(const std::string& address,
                                                                 Pages pages) {
  const std::optional<tcp::endpoint> endpoint = ParseAddress(address);
  if (!endpoint) {
    return absl::InvalidArgumentError("\"" + address +
                                      "\" is no address to listen at; write IP:PORT or :PORT");
  }
  auto server = std::make_unique<Server>(std::move(pages));
  boost::system::error_code error;
  server->acceptor.open(endpoint->protocol(), error);
  if (!error) server->acceptor.set_option(asio::socket_base::reuse_address(true), error);
  if (!error) server->acceptor.bind(*endpoint, error);
  if (!error) server->acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (error) {
    return absl::UnavailableError("cannot listen at " + address + ": " + error.message() +
                                  "; choose another address with --admin-listen");
  }
  asio::co_spawn(server->context, server->AcceptAll(), asio::detached);
  server->thread = std::thread([context = &server->context] { context->run(); });
  return std::unique_ptr<AdminServer>(new AdminServer(std::move(server)));
}

}  // namespace meshgate::admin
