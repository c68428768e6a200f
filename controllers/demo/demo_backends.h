// The demo backend: one small HTTP server inside the manager that stands in for the Services of a
// folder, so that the quickstart has something to route to. It speaks HTTP/1.1 and HTTP/2 without
// TLS on the same port, whatever a Service's appProtocol says.
#ifndef MESHGATE_CONTROLLERS_DEMO_DEMO_BACKENDS_H_
#define MESHGATE_CONTROLLERS_DEMO_DEMO_BACKENDS_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/statusor.h"

namespace meshgate::demo {

// Where a demo backend listens.
struct DemoEndpoint {
  std::string address;  // always a loopback address
  uint16_t port = 0;

  friend bool operator==(const DemoEndpoint&, const DemoEndpoint&) = default;
};

// Listens once per Service, so that an answer can name the Service that was called, and answers
// every request with RenderEcho (echo.h), content type application/json, after the delay that the
// query asks for. The pod is called "<service>-demo-0". One thread of its own serves everything: a
// delayed answer is a timer and holds up nobody. Request bodies are read and dropped. [thread-safe]
class DemoBackends {
 public:
  DemoBackends();
  // Closes all connections and joins the thread.
  ~DemoBackends();
  DemoBackends(const DemoBackends&) = delete;
  DemoBackends& operator=(const DemoBackends&) = delete;

  // The endpoint of a Service: listens at the first call, then always the same, until destruction.
  // All ports of the Service share it. Unavailable if no socket can be had.
  absl::StatusOr<DemoEndpoint> Endpoint(const std::string& namespace_name,
                                        const std::string& service);

 private:
  struct Server;
  std::unique_ptr<Server> server_;
};

}  // namespace meshgate::demo

#endif  // MESHGATE_CONTROLLERS_DEMO_DEMO_BACKENDS_H_
