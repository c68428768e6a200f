#include "controllers/sinks/xds/render_rule.h"

#include <optional>

#include "controllers/sinks/xds/defaults.h"
#include "controllers/sinks/xds/envoy_filters.h"
#include "controllers/sinks/xds/names.h"
#include "controllers/sinks/xds/render_forward.h"
#include "controllers/sinks/xds/render_headers.h"
#include "controllers/sinks/xds/render_match.h"
#include "controllers/sinks/xds/wire.h"
#include "envoy/config/route/v3/route_components.pb.h"
#include "google/protobuf/arena.h"

namespace meshgate::xds {
namespace {

namespace route = envoy::config::route::v3;

constexpr uint32_t kInternalServerError = 500;

bool Forwards(const ir::Rule& rule, const pipeline::ResolvedRule& resolved) {
  return !rule.redirect && !DirectResponseOf(rule, resolved) && HasBackend(rule, resolved);
}

void RenderFilters(const ir::Rule& rule, const pipeline::ResolvedRule& resolved,
                   route::Route& out) {
  if (!Forwards(rule, resolved) || !BackendsChangeHeaders(rule)) {
    RenderHeaders(RequestHeadersOf(rule, resolved), *out.mutable_request_headers_to_add(),
                  *out.mutable_request_headers_to_remove());
    RenderHeaders(ResponseHeadersOf(rule, resolved), *out.mutable_response_headers_to_add(),
                  *out.mutable_response_headers_to_remove());
  }
  if (Removes(ResponseHeadersOf(rule, resolved), "server")) {
    (*out.mutable_metadata()->mutable_filter_metadata())[std::string(kServerRemovedMetadata)];
  }
  if (!resolved.filters) return;
  for (const auto& filter : resolved.filters->envoy_filters) {
    PackEnvoyMessage(filter.message,
                     (*out.mutable_typed_per_filter_config())[EnvoyFilterName(filter.kind)]);
  }
}

void RenderDirectResponse(const ir::DirectResponse& from, route::DirectResponseAction& out) {
  out.set_status(static_cast<uint32_t>(from.status));
  if (!from.body.empty()) out.mutable_body()->set_inline_bytes(from.body);
}

void RenderRedirects(const ir::Rule& rule, const ir::HttpMatch& match,
                     const RedirectFrontend& frontend, route::Route& route, RenderedMatch& out) {
  out.needs_host = RenderRedirect(*rule.redirect, match.path, frontend, route);
  out.route = Serialize(route);
  if (!out.needs_host) return;
  RenderWildcardRedirect(*rule.redirect, match.path, frontend, route);
  out.wildcard_route = Serialize(route);
}

}  // namespace

RenderedRule RenderRule(const std::string& name, const ir::Rule& rule,
                        const pipeline::ResolvedRule& resolved, const RedirectFrontend& frontend) {
  google::protobuf::Arena arena;
  RenderedRule rendered;
  rendered.reserve(rule.matches.size());
  for (const ir::HttpMatch& match : rule.matches) {
    auto& out = *google::protobuf::Arena::CreateMessage<route::Route>(&arena);
    RenderedMatch& result = rendered.emplace_back();
    RenderMatch(match, *out.mutable_match());
    out.set_name(name);
    if (resolved.refused) {
      out.mutable_direct_response()->set_status(kInternalServerError);
      result.route = Serialize(out);
      continue;
    }
    RenderFilters(rule, resolved, out);
    const std::optional<ir::DirectResponse>& response = DirectResponseOf(rule, resolved);
    if (rule.redirect && !response) {
      RenderRedirects(rule, match, frontend, out, result);
      continue;
    }
    if (response) {
      RenderDirectResponse(*response, *out.mutable_direct_response());
    } else if (Forwards(rule, resolved)) {
      RenderForward(rule, match.path, resolved, *out.mutable_route());
    } else {
      out.mutable_direct_response()->set_status(kInternalServerError);
    }
    result.route = Serialize(out);
  }
  return rendered;
}

}  // namespace meshgate::xds
