// The manager's own HTTP server, for probes and metrics. It only answers questions: pages by their
// exact paths, GET and HEAD, to at most 64 connections at a time, each of which has 5 seconds for a
// request of at most 8 KiB.
#ifndef MESHGATE_CONTROLLERS_ADMIN_ADMIN_SERVER_H_
#define MESHGATE_CONTROLLERS_ADMIN_ADMIN_SERVER_H_

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "absl/status/statusor.h"

namespace meshgate::admin {

struct Page {
  int status = 200;
  std::string content_type = "text/plain; charset=utf-8";
  std::string body = {};
};

// By path ("/readyz"); called on the server's thread, which serves nobody else meanwhile.
using Pages = std::map<std::string, std::function<Page()>>;

// [thread-safe]
class AdminServer {
 public:
  // Listens at "IP:PORT", "[IP]:PORT" or ":PORT" (all addresses); port 0: any free one.
  // InvalidArgument for another text, Unavailable when nobody can listen there; both name it.
  static absl::StatusOr<std::unique_ptr<AdminServer>> Listen(const std::string& address,
                                                             Pages pages);
  // Closes all connections and joins the thread.
  ~AdminServer();

  uint16_t port() const;

 private:
  struct Server;
  explicit AdminServer(std::unique_ptr<Server> server);

  std::unique_ptr<Server> server_;
};

}  // namespace meshgate::admin

#endif  // MESHGATE_CONTROLLERS_ADMIN_ADMIN_SERVER_H_
