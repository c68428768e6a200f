#include "core/pipeline/routes.h"

#include <algorithm>

#include "core/pipeline/fault.h"

namespace meshgate::pipeline {
namespace {

// The first problem is the one that is said.
status::Condition ResolvedRefsOf(const std::vector<Problem>& unresolved) {
  return unresolved.empty() ? MakeCondition(status::kRouteResolvedRefsTrueResolvedRefs)
                            : MakeCondition(*unresolved.front().reason, unresolved.front().message);
}

// RouteConditionPartiallyInvalid: of an accepted route some rules are served, some are not. The
// specification wants the message to begin with "Dropped Rule" and to name the rules.
std::optional<status::Condition> PartiallyInvalidOf(const DescribedRoute& route) {
  std::string dropped;
  for (const std::optional<Problem>& problem : route.refused_rules) {
    if (problem) dropped += (dropped.empty() ? "Dropped Rule: " : "; ") + problem->message;
  }
  if (dropped.empty()) return std::nullopt;
  return MakeCondition(status::kRoutePartiallyInvalidTrueUnsupportedValue, dropped);
}

bool IsCounted(const ResolvedRoute& route) {
  return route.accepted || FaultIs(Fault::kRefusedIsCounted);
}

// Those that serve the route, distinct.
std::vector<ObjectId> ProxiesOf(const ResolvedRoute& route) {
  std::vector<ObjectId> proxies;
  for (const Attachment& attachment : route.attachments) {
    for (const PortId& port : attachment.ports) {
      const bool known = std::find(proxies.begin(), proxies.end(), port.proxy) != proxies.end();
      if (!known) proxies.push_back(port.proxy);
    }
  }
  return proxies;
}

}  // namespace

Routes& AddRoutes(engine::Engine& engine, const RoutesSources& sources) {
  auto& stage = engine.AddStage<ObjectId, ResolvedRoute>(
      "routes",
      [sources](const ObjectId& id, engine::Reader& reader) -> std::optional<ResolvedRoute> {
        const DescribedRoute& route = *reader.Find(sources.described, id);
        ResolvedRoute out;
        AttachRoute(sources, id, route, reader, out);
        if (out.parents.empty()) return std::nullopt;  // not ours
        out.accepted = !route.refused;
        out.traffic = route.traffic;
        ResolveBackends(sources, id, route, reader, out);
        const auto resolved = ResolvedRefsOf(out.unresolved);
        const auto partially = PartiallyInvalidOf(route);
        for (ParentVerdict& parent : out.parents) {
          status::Condition& accepted = parent.conditions.front();
          if (IsGood(accepted) && !out.notes.empty()) accepted.message = out.notes;
          parent.conditions.push_back(resolved);
          if (partially && IsGood(parent.conditions.front())) {
            parent.conditions.push_back(*partially);
          }
        }
        return out;
      });
  return stage.keys_of(sources.described), stage;
}

RoutesByHost& AddRoutesByHost(Routes& routes) {
  return routes.AddIndex("by_host", [](const ObjectId&, const ResolvedRoute& route) {
    std::vector<HostId> hosts;
    // A refused route answers its requests with 500, and takes no connection.
    if (route.traffic != ir::Traffic::kHttp && !IsCounted(route)) return hosts;
    for (const Attachment& attachment : route.attachments) {
      if (attachment.ports.empty()) continue;
      for (const std::string& hostname : attachment.hostnames) {
        hosts.push_back({attachment.frontend, hostname});
      }
    }
    return hosts;
  });
}

RoutesByFrontend& AddRoutesByFrontend(Routes& routes) {
  return routes.AddIndex("by_frontend", [](const ObjectId&, const ResolvedRoute& route) {
    std::vector<FrontendId> frontends;
    if (!IsCounted(route)) return frontends;
    for (const Attachment& attachment : route.attachments) {
      frontends.push_back(attachment.frontend);
    }
    return frontends;
  });
}

RoutesByCluster& AddRoutesByCluster(Routes& routes) {
  return routes.AddIndex("by_cluster", [](const ObjectId&, const ResolvedRoute& route) {
    std::vector<ClusterId> clusters;
    for (const ObjectId& proxy : ProxiesOf(route)) {
      for (const ResolvedRule& rule : route.rules) {
        if (rule.refused) continue;
        for (const auto* refs : {&rule.backends, &rule.mirrors}) {
          for (const auto& backend : *refs) {
            if (backend) clusters.push_back({proxy, *backend});
          }
        }
      }
    }
    return clusters;
  });
}

}  // namespace meshgate::pipeline
