// What the demo backend answers: a request described in JSON, in the shape of the Gateway API
// project's echo-basic server, so that the same clients can read it.
#ifndef MESHGATE_CONTROLLERS_DEMO_ECHO_H_
#define MESHGATE_CONTROLLERS_DEMO_ECHO_H_

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace meshgate::demo {

// A request as it reached the backend.
struct EchoRequest {
  std::string path;  // the request target, query included
  std::string host;  // the Host header or :authority, port included
  std::string method;
  std::string proto;  // "HTTP/1.1"
  // In order of arrival, without Host; a name may repeat.
  std::vector<std::pair<std::string, std::string>> headers;
};

// The backend that answers.
struct EchoIdentity {
  std::string namespace_name;
  std::string service;
  std::string pod;
};

// What is answered, and when.
struct EchoAnswer {
  int status = 200;
  std::string content_type;
  std::string body;
  absl::Duration delay;  // after the request
};

// RenderEcho() after RequestedDelay(), or 400 with the reason. [pure]
EchoAnswer AnswerEcho(const EchoRequest& request, const EchoIdentity& identity);

// The JSON document {"path", "host", "method", "proto", "headers": {name: [values]}, "namespace",
// "ingress", "service", "pod"}. Header names are written as Go writes them ("X-Request-Id"). Bytes
// that are not UTF-8 are read as ISO-8859-1, so the result is valid JSON for any input. [pure]
std::string RenderEcho(const EchoRequest& request, const EchoIdentity& identity);

// How long to wait before answering: the first `delay` parameter in the query of `path`, a duration
// such as 500ms or 20s (GEP-2257), at most kMaxDelay; zero without one. InvalidArgument if it is no
// duration. [pure]
inline constexpr absl::Duration kMaxDelay = absl::Seconds(60);
absl::StatusOr<absl::Duration> RequestedDelay(std::string_view path);

}  // namespace meshgate::demo

#endif  // MESHGATE_CONTROLLERS_DEMO_ECHO_H_
