#include "controllers/sinks/xds/render_redirect.h"

#include <cstddef>

#include "controllers/sinks/xds/path_rewrite.h"
#include "controllers/sinks/xds/render_headers.h"
#include "controllers/sinks/xds/wire.h"
#include "envoy/config/route/v3/route_components.pb.h"

namespace meshgate::xds {
namespace {

namespace route = envoy::config::route::v3;

// The request's host without its port; an IPv6 address keeps its brackets.
constexpr char kRequestHost[] =
    "%CEL(re.extract(request.host, \"^(\\\\[[^\\\\]]*\\\\]|[^:]*)\", \"\\\\1\"))%";

int WellKnownPort(const std::string& scheme) {
  if (scheme == "http") return 80;
  if (scheme == "https") return 443;
  return 0;
}

const std::string& SchemeOf(const ir::Redirect& redirect, const RedirectFrontend& frontend) {
  return redirect.scheme.empty() ? frontend.scheme : redirect.scheme;
}

// The port that Location has to name; 0 when it is the scheme's own. Gateway API:
// HTTPRequestRedirectFilter.port.
int PortOf(const ir::Redirect& redirect, const RedirectFrontend& frontend) {
  const int well_known = WellKnownPort(SchemeOf(redirect, frontend));
  int port = redirect.port;
  if (port == 0) port = redirect.scheme.empty() ? frontend.port : well_known;
  return port == well_known ? 0 : port;
}

route::RedirectAction::RedirectResponseCode ResponseCode(int status) {
  switch (status) {
    case 301:
      return route::RedirectAction::MOVED_PERMANENTLY;
    case 303:
      return route::RedirectAction::SEE_OTHER;
    case 307:
      return route::RedirectAction::TEMPORARY_REDIRECT;
    case 308:
      return route::RedirectAction::PERMANENT_REDIRECT;
    default:
      return route::RedirectAction::FOUND;
  }
}

PathChange ChangeOf(const ir::Redirect& redirect, const ir::PathMatch& match) {
  return redirect.path ? PlanPathChange(*redirect.path, match) : PathChange();
}

// What follows `skip`, a regular expression of ours, in the text that a CEL expression gives.
std::string Rest(const std::string& text, const std::string& skip) {
  return "re.extract(" + text + ", \"^" + skip + "(\\\\C*)$\", \"\\\\1\")";
}

std::string RestOfPath(const std::string& skip) {
  return "%CEL(" + Rest("request.path", skip) + ")%";
}

// The same after the prefix, which is user text and goes into no expression: only its length does.
std::string RestOfPath(const PathChange& change) {
  // One instruction each of a regular expression, of which CEL allows 100.
  constexpr size_t kMostBytes = 64;
  std::string text = "request.path";
  size_t left = change.prefix.size();
  for (; left > kMostBytes; left -= kMostBytes) {
    text = Rest(text, "\\\\C{" + std::to_string(kMostBytes) + "}");
  }
  const std::string last = "\\\\C{" + std::to_string(left) + "}";
  return "%CEL(" + Rest(text, last + (change.drop_slashes ? "/*" : "")) + ")%";
}

std::string LocationPath(const PathChange& change) {
  switch (change.kind) {
    case PathChange::Kind::kNone:
      return "%REQ(:PATH)%";
    case PathChange::Kind::kFull:
      return EscapeFormat(change.text) + RestOfPath("[^?]*");
    case PathChange::Kind::kPrefix:
      return EscapeFormat(change.text) + RestOfPath(change);
  }
  return "";
}

}  // namespace

bool RenderRedirect(const ir::Redirect& redirect, const ir::PathMatch& match,
                    const RedirectFrontend& frontend, route::Route& out) {
  route::RedirectAction& action = *out.mutable_redirect();
  if (!redirect.scheme.empty()) action.set_scheme_redirect(redirect.scheme);
  if (!redirect.hostname.empty()) action.set_host_redirect(redirect.hostname);
  const int port = PortOf(redirect, frontend);
  if (port != 0) action.set_port_redirect(static_cast<uint32_t>(port));
  RenderPathChange(ChangeOf(redirect, match), action,
                   [&](const std::string& path) { action.set_path_redirect(path); });
  action.set_response_code(ResponseCode(redirect.status_code));
  return redirect.hostname.empty();
}

void RenderWildcardRedirect(const ir::Redirect& redirect, const ir::PathMatch& match,
                            const RedirectFrontend& frontend, route::Route& out) {
  // With a port of its own Envoy drops that of the request.
  if (PortOf(redirect, frontend) != 0) return;
  out.mutable_direct_response()->set_status(static_cast<uint32_t>(redirect.status_code));
  RenderOverwrite("location",
                  EscapeFormat(SchemeOf(redirect, frontend)) + "://" + kRequestHost +
                      LocationPath(ChangeOf(redirect, match)),
                  *out.mutable_response_headers_to_add());
}

std::string RedirectHostField(const std::string& hostname) {
  std::string redirect;
  AppendField(redirect, route::RedirectAction::kHostRedirectFieldNumber, hostname);
  std::string field;
  AppendField(field, route::Route::kRedirectFieldNumber, redirect);
  return field;
}

}  // namespace meshgate::xds
