#include "core/pipeline/l4.h"

#include <optional>

#include "core/attach/precedence.h"
#include "core/pipeline/fault.h"

namespace meshgate::pipeline {
namespace {

bool GoesFirst(const attach::RouteAge& a, const attach::RouteAge& b) {
  return FaultIs(Fault::kYoungestServes) ? b < a : a < b;
}

L4Service ServiceOf(const ObjectId& id, const DescribedRoute& described,
                    const ResolvedRoute& resolved) {
  L4Service service{id, "", {}};
  if (described.route.rules.empty()) return service;
  const ir::Rule& rule = described.route.rules.front();
  const ResolvedRule& targets = resolved.rules.front();
  service.rule_name = rule.name;
  if (targets.refused) return service;
  for (size_t i = 0; i < rule.backends.size(); ++i) {
    service.backends.push_back({targets.backends[i], rule.backends[i].weight});
  }
  return service;
}

}  // namespace

L4& AddL4(engine::Engine& engine, Described& described, Routes& routes,
          RoutesByHost& routes_by_host, Entries& entries) {
  auto& stage = engine.AddStage<HostId, L4Service>(
      "l4", [&](const HostId& id, engine::Reader& reader) -> std::optional<L4Service> {
        std::optional<attach::RouteAge> oldest;
        const DescribedRoute* winner = nullptr;
        for (const ObjectId& route : reader.List(routes_by_host, id)) {
          const DescribedRoute& candidate = *reader.Find(described, route);
          const attach::RouteAge age{candidate.created_seconds, &route};
          if (oldest && !GoesFirst(age, *oldest)) continue;
          oldest = age;
          winner = &candidate;
        }
        if (!oldest) return L4Service();
        return ServiceOf(*oldest->route, *winner, *reader.Find(routes, *oldest->route));
      });
  stage.keys_of(entries,
                [](const EntryId&, const Entry& entry) { return HostsOf(entry, false); });
  return stage;
}

}  // namespace meshgate::pipeline
