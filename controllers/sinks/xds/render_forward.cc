#include "controllers/sinks/xds/render_forward.h"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "controllers/sinks/xds/defaults.h"
#include "controllers/sinks/xds/names.h"
#include "controllers/sinks/xds/path_rewrite.h"
#include "controllers/sinks/xds/render_headers.h"
#include "core/ir/policy.h"
#include "core/pipeline/header_modifier.h"
#include "envoy/config/route/v3/route_components.pb.h"
#include "envoy/type/matcher/v3/regex.pb.h"
#include "envoy/type/v3/percent.pb.h"

namespace meshgate::xds {
namespace {

namespace route = envoy::config::route::v3;
using ClusterWeight = route::WeightedCluster::ClusterWeight;

bool ChangesHeaders(const ir::BackendRef& backend) {
  return !backend.request_headers.empty() || !backend.response_headers.empty();
}

// Envoy would apply what a cluster changes before what its route does, so here is all of both.
void RenderBackendHeaders(ir::HeaderModifier request, ir::HeaderModifier response,
                          const ir::BackendRef& backend, ClusterWeight& out) {
  pipeline::Append(backend.request_headers, request);
  RenderHeaders(request, *out.mutable_request_headers_to_add(),
                *out.mutable_request_headers_to_remove());
  pipeline::Append(backend.response_headers, response);
  RenderHeaders(response, *out.mutable_response_headers_to_add(),
                *out.mutable_response_headers_to_remove());
}

void RenderBackend(const ir::BackendRef& backend, const std::optional<pipeline::BackendId>& id,
                   ClusterWeight& out) {
  out.set_name(id ? ClusterName(*id) : std::string(kInvalidBackendCluster));
  out.mutable_weight()->set_value(backend.weight);
}

void RenderBackends(const ir::Rule& rule, const pipeline::ResolvedRule& resolved,
                    route::RouteAction& action) {
  if (rule.backends.size() == 1 && !ChangesHeaders(rule.backends.front())) {
    action.set_cluster(ClusterName(*resolved.backends.front()));
    return;
  }
  const bool change_headers = BackendsChangeHeaders(rule);
  for (size_t i = 0; i < rule.backends.size(); ++i) {
    if (rule.backends[i].weight == 0) continue;
    ClusterWeight& out = *action.mutable_weighted_clusters()->add_clusters();
    RenderBackend(rule.backends[i], resolved.backends[i], out);
    if (change_headers) {
      RenderBackendHeaders(RequestHeadersOf(rule, resolved), ResponseHeadersOf(rule, resolved),
                           rule.backends[i], out);
    }
    if (!resolved.backends[i]) {
      action.set_cluster_not_found_response_code(route::RouteAction::INTERNAL_SERVER_ERROR);
    }
  }
}

void RenderMirror(const ir::Mirror& mirror, const pipeline::BackendId& id,
                  route::RouteAction::RequestMirrorPolicy& out) {
  constexpr uint64_t kMillion = 1000000;
  out.set_cluster(ClusterName(id));
  out.set_disable_shadow_host_suffix_append(true);
  if (mirror.numerator >= mirror.denominator) return;
  envoy::type::v3::FractionalPercent& share =
      *out.mutable_runtime_fraction()->mutable_default_value();
  share.set_numerator(static_cast<uint32_t>(mirror.numerator * kMillion / mirror.denominator));
  share.set_denominator(envoy::type::v3::FractionalPercent::MILLION);
}

// For a route whose own limits may be later than the listener's idle timeout, which must not come
// before them; zero is none.
std::optional<std::chrono::milliseconds> IdleTimeout(const ir::Timeouts& timeouts) {
  const bool whole_request = timeouts.request.has_value();
  const auto& limit = whole_request ? timeouts.request : timeouts.backend_request;
  if (!limit) return std::nullopt;
  if (limit->count() == 0) return limit;
  // A backend's time begins once it is connected, that of idleness before.
  const std::chrono::milliseconds idle = *limit + ir::kLongestConnectTimeout;
  return idle > kStreamIdleTimeout ? std::optional(idle) : std::nullopt;
}

void RenderTimeouts(const ir::Timeouts& timeouts, route::RouteAction& action) {
  const std::chrono::milliseconds request =
      timeouts.request.value_or(std::chrono::milliseconds::zero());
  SetDuration(request, *action.mutable_timeout());  // zero: none, in place of Envoy's 15 s
  const std::chrono::milliseconds backend =
      timeouts.backend_request.value_or(std::chrono::milliseconds::zero());
  if (const auto idle = IdleTimeout(timeouts)) SetDuration(*idle, *action.mutable_idle_timeout());
  if (backend.count() > 0) {
    SetDuration(backend, *action.mutable_retry_policy()->mutable_per_try_timeout());
  }
}

void RenderRewrite(const ir::Rule& rule, const ir::PathMatch& match, route::RouteAction& action) {
  if (!rule.rewrite) return;
  if (!rule.rewrite->hostname.empty()) action.set_host_rewrite_literal(rule.rewrite->hostname);
  if (!rule.rewrite->path) return;
  RenderPathChange(PlanPathChange(*rule.rewrite->path, match), action,
                   [&](const std::string& path) { action.set_path_rewrite(EscapeFormat(path)); });
}

}  // namespace

bool BackendsChangeHeaders(const ir::Rule& rule) {
  return std::any_of(rule.backends.begin(), rule.backends.end(), ChangesHeaders);
}

bool HasBackend(const ir::Rule& rule, const pipeline::ResolvedRule& resolved) {
  for (size_t i = 0; i < rule.backends.size(); ++i) {
    if (resolved.backends[i] && rule.backends[i].weight > 0) return true;
  }
  return false;
}

void RenderForward(const ir::Rule& rule, const ir::PathMatch& match,
                   const pipeline::ResolvedRule& resolved, route::RouteAction& action) {
  RenderBackends(rule, resolved, action);
  for (size_t i = 0; i < rule.mirrors.size(); ++i) {
    if (!resolved.mirrors[i]) continue;
    RenderMirror(rule.mirrors[i], *resolved.mirrors[i], *action.add_request_mirror_policies());
  }
  RenderRewrite(rule, match, action);
  RenderTimeouts(rule.timeouts, action);
}

}  // namespace meshgate::xds
