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
        ResolveBackends(sources, id, route, reader, out);
        const auto resolved = ResolvedRefsOf(out.unresolved);
        const auto partially = PartiallyInvalidOf(route);
        for (ParentVerdict& parent : out.parents) {
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
    for (const Attachment& attachment : route.attachments) {
      if (!attachment.served) continue;
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
    if (!route.accepted && !FaultIs(Fault::kRefusedIsCounted)) return frontends;
    for (const Attachment& attachment : route.attachments) {
      frontends.push_back(attachment.frontend);
    }
    return frontends;
  });
}

RoutesByAttachment& AddRoutesByAttachment(Routes& routes) {
  return routes.AddIndex("by_attachment", [](const ObjectId& id, const ResolvedRoute& route) {
    std::vector<AttachmentId> attachments;
    for (const Attachment& attachment : route.attachments) {
      // Without hostnames it is an L4 route: stage `l4` says who serves.
      if (attachment.served && !attachment.hostnames.empty()) {
        attachments.push_back({id, attachment.frontend});
      }
    }
    return attachments;
  });
}

RoutesByCluster& AddRoutesByCluster(Routes& routes) {
  return routes.AddIndex("by_cluster", [](const ObjectId&, const ResolvedRoute& route) {
    std::vector<ClusterId> clusters;
    const ObjectId* last = nullptr;  // attachments are sorted: one Gateway's stand together
    for (const Attachment& attachment : route.attachments) {
      if (!attachment.served) continue;
      if (last != nullptr && *last == attachment.frontend.parent) continue;
      last = &attachment.frontend.parent;
      for (const ResolvedRule& rule : route.rules) {
        if (rule.refused) continue;
        for (const auto* refs : {&rule.backends, &rule.mirrors}) {
          for (const auto& backend : *refs) {
            if (backend) clusters.push_back({*last, *backend});
          }
        }
      }
    }
    return clusters;
  });
}

}  // namespace meshgate::pipeline
