// What a route says, in values: the result of a route kind's Describe().
//
// Plain structs of standard types: they cross the border between plugins and the host by value, so
// nothing here may allocate through, or refer to, anything but the standard library. All are
// compared with ==. References (parents, backends) are names only: the core resolves them, checks
// grants and decides what is permitted (Gateway API, ReferenceGrant). [pure]
#ifndef MESHGATE_CORE_IR_ROUTE_H_
#define MESHGATE_CORE_IR_ROUTE_H_

#include <chrono>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace meshgate::ir {

// An object by name. An empty `ns` means the namespace of the object that refers to it.
struct ObjectName {
  std::string group;
  std::string kind;
  std::string ns;
  std::string name;
  auto operator<=>(const ObjectName&) const = default;
};

// A kind by name; the core group is "".
struct KindName {
  std::string group;
  std::string kind;
  auto operator<=>(const KindName&) const = default;
};

// A reference to one object, as written (defaults applied): the core checks its kind and the grant,
// and reads what it leads to. Gateway API: ReferenceGrant.
struct Reference {
  ObjectName object;
  std::string field;  // where it stands: "spec.rules[0].filters[1].extensionRef"
  bool operator==(const Reference&) const = default;
};

// One entry of spec.parentRefs, as written (defaults applied); empty and 0 mean "not given".
// Gateway API: ParentReference.
struct ParentRef {
  ObjectName object;
  std::string section_name;
  int port = 0;
  auto operator<=>(const ParentRef&) const = default;
};

enum class PathMatchType { kExact, kPathPrefix, kRegularExpression };
enum class ValueMatchType { kExact, kRegularExpression };

struct PathMatch {
  PathMatchType type = PathMatchType::kPathPrefix;
  std::string value = "/";
  bool operator==(const PathMatch&) const = default;
};

// A header or query parameter; header names are lower case.
struct ValueMatch {
  std::string name;
  ValueMatchType type = ValueMatchType::kExact;
  std::string value;
  bool operator==(const ValueMatch&) const = default;
};

// All parts must match. An empty method matches every method.
struct HttpMatch {
  PathMatch path;
  std::string method;
  std::vector<ValueMatch> headers;
  std::vector<ValueMatch> query_params;
  bool operator==(const HttpMatch&) const = default;
};

struct HeaderValue {
  std::string name;
  std::string value;
  bool operator==(const HeaderValue&) const = default;
};

// Gateway API: HTTPHeaderFilter. Applied in the order remove, set, add.
struct HeaderModifier {
  std::vector<HeaderValue> set = {};
  std::vector<HeaderValue> add = {};
  std::vector<std::string> remove = {};
  bool empty() const { return set.empty() && add.empty() && remove.empty(); }
  bool operator==(const HeaderModifier&) const = default;
};

enum class PathRewriteType { kReplaceFullPath, kReplacePrefixMatch };

struct PathRewrite {
  PathRewriteType type = PathRewriteType::kReplaceFullPath;
  std::string value;
  bool operator==(const PathRewrite&) const = default;
};

// Gateway API: HTTPRequestRedirectFilter. What is empty or 0 keeps the request's value, except the
// port: with a scheme it is that scheme's well-known port, without one the listener's port, which
// only the core knows.
struct Redirect {
  std::string scheme;
  std::string hostname;
  std::optional<PathRewrite> path;
  int port = 0;
  int status_code = 302;
  bool operator==(const Redirect&) const = default;
};

// Gateway API: HTTPURLRewriteFilter.
struct UrlRewrite {
  std::string hostname;
  std::optional<PathRewrite> path;
  bool operator==(const UrlRewrite&) const = default;
};

// One reference to a backend with its share of the rule's traffic.
struct BackendRef {
  ObjectName object;
  int port = 0;         // 0: not given
  uint32_t weight = 1;  // share among the rule's backends; 0 receives nothing
  std::string field;    // where it stands: "spec.rules[0].backendRefs[1]"
  HeaderModifier request_headers;
  HeaderModifier response_headers;
  bool operator==(const BackendRef&) const = default;
};

// A copy of numerator/denominator of the requests is sent to `backend`; its answers are dropped.
struct Mirror {
  BackendRef backend;
  uint32_t numerator = 1;
  uint32_t denominator = 1;
  bool operator==(const Mirror&) const = default;
};

// Absent means no limit of its own; zero switches a limit off.
struct Timeouts {
  std::optional<std::chrono::milliseconds> request;
  std::optional<std::chrono::milliseconds> backend_request;
  bool operator==(const Timeouts&) const = default;
};

// An answer that the gateway gives itself. Its content type is text/plain unless a header modifier
// sets another one.
struct DirectResponse {
  int status = 200;
  std::string body = {};  // at most 4096 bytes
  bool operator==(const DirectResponse&) const = default;
};

// What happens to the requests (or connections) that match. A rule of an L4 kind has no matches and
// only backends. A rule that the plugin refused (RouteIssues::RefuseRule) answers 500.
struct Rule {
  std::string name;
  std::vector<HttpMatch> matches;
  HeaderModifier request_headers;
  HeaderModifier response_headers;
  std::optional<Redirect> redirect;
  std::optional<UrlRewrite> rewrite;
  std::optional<DirectResponse> direct_response;
  // Custom filters, after the rule's own, of the route's own namespace (`ns` is empty): see
  // filter.h. Gateway API: HTTPRouteFilter.extensionRef.
  std::vector<Reference> filters;
  std::vector<Mirror> mirrors;
  Timeouts timeouts;
  std::vector<BackendRef> backends;
  bool operator==(const Rule&) const = default;
};

// Hostnames are lower case; an empty list matches every hostname of the listener.
struct Route {
  std::vector<ParentRef> parents;
  std::vector<std::string> hostnames;
  std::vector<Rule> rules;
  bool operator==(const Route&) const = default;
};

}  // namespace meshgate::ir

#endif  // MESHGATE_CORE_IR_ROUTE_H_
