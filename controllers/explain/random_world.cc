#include "controllers/explain/random_world.h"

#include <algorithm>
#include <iterator>

namespace meshgate::explain {
namespace {

constexpr const char* kHostnames[] = {"*.com",     "*.a.com", "x.a.com", "y.a.com",
                                      "z.x.a.com", "b.com",   "c.org",   "*.org"};
constexpr const char* kPaths[] = {"/",      "/a",   "/a/",       "/b", "/a/b", "/a/b/c", "/ab",
                                  "/a%20b", "/a.b", "/c%20d/~e", "/A", "/%41", "/a%2eb"};
constexpr const char* kExpressions[] = {"/a.*", "/[ab]+", "/a/(b|c)", "/.*/b", "/a/?", ".*"};
constexpr const char* kMethods[] = {"GET", "POST", "PUT", "DELETE", "PATCH"};
constexpr const char* kValues[] = {"1", "2", "1,2", "a b", "%31"};
constexpr const char* kValueExpressions[] = {"[12]", "1.*", ".+"};

}  // namespace

std::string RandomWorld::NewWorld() {
  std::string text =
      "apiVersion: gateway.networking.k8s.io/v1\n"
      "kind: GatewayClass\n"
      "metadata: {name: kuma}\n"
      "spec: {controllerName: gateways.kuma.io/controller}\n"
      "---\n"
      "apiVersion: gateway.networking.k8s.io/v1\n"
      "kind: Gateway\n"
      "metadata: {name: gw, namespace: ns}\n"
      "spec:\n"
      "  gatewayClassName: kuma\n"
      "  listeners:\n";
  int index = 0;
  for (const int port : kPorts) text += NewListener(index++, port);
  for (int i = Pick(6); i > 0; --i) text += NewListener(index++, PickOf(kPorts));
  for (const std::string service : kServices) {
    text += "---\napiVersion: v1\nkind: Service\nmetadata: {name: " + service +
            ", namespace: " + (service == "s3" ? "other" : "ns") + "}\n" +
            "spec: {ports: [{port: 80}]}\n";
  }
  for (int i = 4 + Pick(10); i > 0; --i) text += NewRoute(i);
  return text;
}

std::string RandomWorld::NewListener(int index, int port) {
  std::string text = "  - {name: l" + std::to_string(index) + ", port: " + std::to_string(port) +
                     ", protocol: HTTP";
  // Not all alike, or most listeners would conflict.
  const int hostname = (index + Pick(4)) % static_cast<int>(std::size(kHostnames));
  if (!OneIn(3)) text += std::string(", hostname: '") + kHostnames[hostname] + "'";
  return text + ", allowedRoutes: {namespaces: {from: " + (OneIn(6) ? "Same" : "All") + "}}}\n";
}

std::string RandomWorld::NewRoute(int index) {
  const std::string ns = OneIn(4) ? "other" : "ns";
  std::string text = "---\napiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\n";
  text += "metadata: {name: r" + std::to_string(index) + ", namespace: " + ns;
  if (OneIn(2)) {
    text += ", creationTimestamp: '202" + std::to_string(Pick(3)) + "-01-01T00:00:00Z'";
  }
  text += "}\nspec:\n  parentRefs: [{name: gw, namespace: ns";
  if (OneIn(6)) text += ", sectionName: l" + std::to_string(Pick(4));
  if (OneIn(8)) text += ", port: " + std::to_string(PickOf(kPorts));
  text += "}]\n";
  if (const int count = OneIn(3) ? 0 : 1 + Pick(4); count > 0) {
    text += "  hostnames: [";
    for (int i = 0; i < count; ++i) {
      text += std::string(i == 0 ? "" : ", ") + "'" + PickOf(kHostnames) + "'";
    }
    text += "]\n";
  }
  text += "  rules:\n";
  for (int i = 1 + Pick(4); i > 0; --i) text += NewRule();
  return text;
}

std::string RandomWorld::NewRule() {
  std::string text = "  - {";
  if (const int count = Pick(4); count > 0) {
    text += "matches: [";
    for (int i = 0; i < count; ++i) text += (i == 0 ? "" : ", ") + NewMatch();
    text += "], ";
  }
  return text + NewAction() + "}\n";
}

std::string RandomWorld::NewPath() {
  if (!OneIn(6)) return PickOf(kPaths);
  return "/" + std::string(100 * (1 + Pick(3)), 'l');
}

std::string RandomWorld::NewMatch() {
  std::string text = "{path: {";
  if (OneIn(12)) {
    text += std::string("type: RegularExpression, value: '") + PickOf(kExpressions) + "'}";
  } else {
    text += std::string("type: ") + (OneIn(3) ? "Exact" : "PathPrefix") + ", value: '" +
            NewPath() + "'}";
  }
  if (OneIn(5)) text += std::string(", method: ") + PickOf(kMethods);
  if (OneIn(6)) text += NewValues("headers", {"x-a", "X-B"});
  if (OneIn(6)) text += NewValues("queryParams", {"q", "r"});
  return text + "}";
}

std::string RandomWorld::NewValues(const std::string& field,
                                   const std::vector<std::string>& names) {
  std::string text = ", " + field + ": [";
  const size_t count = OneIn(3) ? 2 : 1;
  for (size_t i = 0; i < count; ++i) {
    const bool expression = OneIn(20);
    text += (i == 0 ? "{name: " : ", {name: ") + names[i] +
            ", type: " + (expression ? "RegularExpression" : "Exact") + ", value: '" +
            (expression ? PickOf(kValueExpressions) : PickOf(kValues)) + "'}";
  }
  return text + "]";
}

std::string RandomWorld::NewAction() {
  switch (Pick(12)) {
    case 0:
    case 1:
    case 2:
      return "filters: [" + NewRedirect() + "]";
    case 3:
    case 4:
    case 5:
      return "filters: [" + NewRewrite() + "], " + NewBackends();
    case 6:
      return "sessionPersistence: {sessionName: a}, " + NewBackends();  // refused: 500
    default:
      return NewBackends();
  }
}

std::string RandomWorld::NewRedirect() {
  static constexpr const char* kCodes[] = {"301", "302", "303", "307", "308"};
  std::string text = "{type: RequestRedirect, requestRedirect: {statusCode: ";
  text += PickOf(kCodes);
  if (OneIn(3)) text += OneIn(2) ? ", scheme: https" : ", scheme: http";
  if (OneIn(3)) text += ", hostname: to.example";
  if (OneIn(3)) text += ", port: " + std::to_string(OneIn(2) ? 443 : 80 + Pick(3));
  if (OneIn(2)) text += ", path: " + NewPathChange();
  return text + "}}";
}

std::string RandomWorld::NewRewrite() {
  std::string text = "{type: URLRewrite, urlRewrite: {";
  const bool host = OneIn(2);
  if (host) text += "hostname: in.example";
  if (!host || OneIn(2)) text += (host ? ", path: " : "path: ") + NewPathChange();
  return text + "}}";
}

std::string RandomWorld::NewPathChange() {
  static constexpr const char* kTargets[] = {"/",      "/x", "/x/",  "/x/y",
                                             "/x%20y", "/a", "/%41", "/x%2Fy"};
  const std::string target = PickOf(kTargets);
  if (OneIn(2)) return "{type: ReplaceFullPath, replaceFullPath: '" + target + "'}";
  return "{type: ReplacePrefixMatch, replacePrefixMatch: '" + (OneIn(6) ? "" : target) + "'}";
}

std::string RandomWorld::NewBackends() {
  std::string text = "backendRefs: [";
  const int count = OneIn(12) ? 0 : OneIn(3) ? 2 : 1;
  for (int i = 0; i < count; ++i) {
    const std::string service = OneIn(20) ? "absent" : OneIn(10) ? "s3" : kServices[Pick(3)];
    text += (i == 0 ? "{name: " : ", {name: ") + service +
            ", namespace: " + (service == "s3" ? "other" : "ns") +
            ", port: " + (OneIn(20) ? "81" : "80");
    if (OneIn(4)) text += ", weight: " + std::to_string(Pick(3));
    text += "}";
  }
  return text + "]";
}

Request RandomWorld::NewRequest() {
  Request request;
  request.port = PickOf(kPorts);
  request.method = OneIn(3) ? PickOf(kMethods) : "GET";
  request.authority = NewHost();
  request.target = NewTarget();
  for (const char* const name : {"x-a", "x-b"}) {
    for (int i = OneIn(2) ? 0 : 1 + Pick(2); i > 0; --i) {
      request.headers.emplace_back(name, PickOf(kValues));
    }
  }
  if (OneIn(50)) request.headers.emplace_back(OneIn(2) ? "x_a" : "_", "1");
  return request;
}

std::string RandomWorld::NewHost() {
  std::string host = OneIn(12) ? "127.0.0.1" : PickOf(kHostnames);
  if (host.front() == '*') host.replace(0, 1, OneIn(4) ? "w.v" : "w");
  if (OneIn(10)) {
    std::transform(host.begin(), host.end(), host.begin(),
                   [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
  }
  if (OneIn(12) && host != "127.0.0.1") host += ".";
  if (OneIn(4)) host += OneIn(2) ? ":8080" : ":1234";
  return host;
}

std::string RandomWorld::NewTarget() {
  static constexpr const char* kTails[] = {
      "/",     "/x",  "b",       "//",       "/../a", "/./b",  "%2Fb", "%41",
      "%2e",   "/..", "/%2e%2e", "%2E%2e/c", "%20b",  "\\b",   "%5c",  "%5C%2f",
      "/%2F",  "|",   "%zz",     "%00",      "/a/b",  "//c",   "%C3%A4"};
  static constexpr const char* kQueries[] = {"?",        "?q=1",       "?q=1&r=2",    "?r=1&q=2",
                                             "?q=2&q=1", "?q=%31",     "?q=1,2",      "?q",
                                             "?q=a%20b", "?x=/../%2F", "?q=1&q=2&r=1"};
  std::string target = NewPath();
  if (OneIn(3)) target += PickOf(kTails);
  if (OneIn(8)) target += PickOf(kTails);
  if (OneIn(2)) target += PickOf(kQueries);
  return target;
}

}  // namespace meshgate::explain
