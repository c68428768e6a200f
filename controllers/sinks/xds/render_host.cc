#include "controllers/sinks/xds/render_host.h"

#include <utility>

#include "controllers/sinks/xds/defaults.h"
#include "controllers/sinks/xds/render_headers.h"
#include "controllers/sinks/xds/wire.h"
#include "envoy/config/route/v3/route.pb.h"
#include "envoy/config/route/v3/route_components.pb.h"

namespace meshgate::xds {
namespace {

namespace route = envoy::config::route::v3;

void AppendMatch(std::string& out, const RenderedMatch& match, bool wildcard,
                 const std::string& host_field) {
  constexpr int kRoutes = route::VirtualHost::kRoutesFieldNumber;
  if (match.needs_host && wildcard) {
    AppendField(out, kRoutes, match.wildcard_route);
  } else if (match.needs_host) {
    AppendFieldHeader(out, kRoutes, match.route.size() + host_field.size());
    out.append(match.route);
    out.append(host_field);
  } else {
    AppendField(out, kRoutes, match.route);
  }
}

// Takes the requests on connections of other listeners.
std::string RenderGuard(std::string_view listener) {
  route::Route guard;
  guard.set_name("misdirected");
  guard.mutable_match()->set_prefix("/");
  route::HeaderMatcher& header = *guard.mutable_match()->add_headers();
  header.set_name(std::string(kListenerHeader));
  header.mutable_string_match()->set_exact(std::string(listener));
  header.set_invert_match(true);
  guard.mutable_direct_response()->set_status(421);
  return Serialize(guard);
}

}  // namespace

base::SharedBytes RenderRouteConfigurationHead(const std::string& name) {
  route::RouteConfiguration head;
  head.set_name(name);
  head.set_ignore_port_in_host_matching(true);
  // Lest a rule's change come before this one.
  head.set_most_specific_header_mutations_wins(true);
  RenderOverwrite("server", std::string(kServerName), *head.mutable_response_headers_to_add());
  head.add_request_headers_to_remove(std::string(kListenerHeader));
  head.mutable_validate_clusters()->set_value(false);
  return base::SharedBytes(Serialize(head));
}

base::SharedBytes RenderHost(const std::string& hostname,
                             const std::vector<const RenderedMatch*>& matches,
                             const HostOptions& options) {
  const bool wildcard = hostname.front() == '*';
  const std::string host_field = RedirectHostField(hostname);
  std::string host;
  AppendField(host, route::VirtualHost::kNameFieldNumber, hostname);
  AppendField(host, route::VirtualHost::kDomainsFieldNumber, hostname);
  if (hostname != "*") AppendField(host, route::VirtualHost::kDomainsFieldNumber, hostname + ".");
  if (options.response_headers != nullptr) {
    route::VirtualHost headers;
    RenderHeaders(*options.response_headers, *headers.mutable_response_headers_to_add(),
                  *headers.mutable_response_headers_to_remove());
    host += Serialize(headers);
  }
  if (!options.tls_listener.empty()) {
    AppendField(host, route::VirtualHost::kRoutesFieldNumber, RenderGuard(options.tls_listener));
  }
  for (const RenderedMatch* match : matches) AppendMatch(host, *match, wildcard, host_field);
  std::string field;
  AppendField(field, route::RouteConfiguration::kVirtualHostsFieldNumber, host);
  return base::SharedBytes(std::move(field));
}

}  // namespace meshgate::xds
