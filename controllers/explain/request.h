// A request as a client sends it, before any proxy has seen it. [pure]
#ifndef MESHGATE_CONTROLLERS_EXPLAIN_REQUEST_H_
#define MESHGATE_CONTROLLERS_EXPLAIN_REQUEST_H_

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"

namespace meshgate::explain {

struct Request {
  std::string method = "GET";
  std::string scheme = "http";  // or "https"
  int port = 80;                // of the URL: the declared port of a listener
  std::string authority;        // what the Host header says: "a.example:8080"
  std::string target = "/";     // path and query
  std::vector<std::pair<std::string, std::string>> headers;  // lower-case names; without Host
};

// The request that `curl --path-as-is -X method -H header... url` sends. A Host header names
// another host than the URL, whose port stays. `headers`: "Name: value". InvalidArgument, with the
// way out, for anything that no client could send.
absl::StatusOr<Request> ParseRequest(std::string_view url, std::string_view method,
                                     const std::vector<std::string>& headers);

// The values of a header as matches see them: one for each line that gave one, in their order.
// `name` in lower case; "host" is the authority.
std::vector<std::string> HeaderValues(const Request& request, std::string_view name);

// The authority's host in the form of hostnames (core/attach/hostname.h): without port.
std::string HostOf(const Request& request);
// The same as the client wrote it.
std::string_view WithoutPort(std::string_view authority);

}  // namespace meshgate::explain

#endif  // MESHGATE_CONTROLLERS_EXPLAIN_REQUEST_H_
