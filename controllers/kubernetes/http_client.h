// HTTP to one API server: one thread, connections that are kept and shared, every wait bounded.
#ifndef MESHGATE_CONTROLLERS_KUBERNETES_HTTP_CLIENT_H_
#define MESHGATE_CONTROLLERS_KUBERNETES_HTTP_CLIENT_H_

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "controllers/kubernetes/access.h"

namespace meshgate::kubernetes {

struct HttpRequest {
  std::string method = "GET";
  std::string path;  // with the query: "/api/v1/services?limit=500"
  std::string content_type = {};
  std::string body = {};
  // The whole exchange, of a stream too: one whose other side is gone without a word ends with it.
  std::chrono::milliseconds timeout{30000};
};

struct HttpResponse {
  int status = 0;     // 0: no answer came
  std::string error = {};  // when no answer came, or it broke off: for people
  std::string body = {};   // at most kMaxBodyBytes; empty for a stream, but for its errors
  std::chrono::seconds retry_after{0};
};

class HttpClient {
 public:
  static constexpr size_t kMaxBodyBytes = 256 << 20;

  // Both are called on the client's thread and must not block.
  using Done = std::function<void(HttpResponse)>;
  using OnData = std::function<void(std::string_view)>;
  using Id = uint64_t;

  explicit HttpClient(Access access);
  // Breaks what is under way; `done` of those is still called, from here.
  ~HttpClient();
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  // [thread-safe]
  Id Send(HttpRequest request, Done done);
  // Data of a successful answer goes to `on_data` as it comes, the rest to `done`. [thread-safe]
  Id Stream(HttpRequest request, OnData on_data, Done done);
  // Breaks it; `done` is called. Nothing when it is over. [thread-safe]
  void Cancel(Id id);

  // Waits for the answer. Not on the client's thread. [thread-safe]
  HttpResponse Call(HttpRequest request);

 private:
  class Loop;
  std::unique_ptr<Loop> loop_;
};

}  // namespace meshgate::kubernetes

#endif  // MESHGATE_CONTROLLERS_KUBERNETES_HTTP_CLIENT_H_
