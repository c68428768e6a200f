#include "core/pipeline/entries.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/attach/hostname.h"
#include "core/pipeline/fault.h"

namespace meshgate::pipeline {
namespace {

// The entries that a route asks for, where it attaches.
std::vector<EntryId> EntriesOf(const ObjectId&, const ResolvedRoute& route) {
  std::vector<EntryId> entries;
  for (const Attachment& attachment : route.attachments) {
    for (const PortId& port : attachment.ports) {
      for (const std::string& hostname : attachment.hostnames) entries.push_back({port, hostname});
    }
  }
  return entries;
}

}  // namespace

Entries& AddEntries(engine::Engine& engine, Placements& placements,
                    PlacementsByDomain& placements_by_domain, Routes& routes,
                    RoutesByHost& routes_by_host) {
  auto& stage = engine.AddStage<EntryId, Entry>(
      "entries", [&](const EntryId& id, engine::Reader& reader) -> std::optional<Entry> {
        for (std::string domain = id.domain; !domain.empty(); domain = attach::Wider(domain)) {
          const auto owners = reader.List(placements_by_domain, {id.port, domain});
          if (owners.empty()) continue;
          HostId host{owners.front(), id.domain};
          const bool listens = domain == id.domain;
          if (listens || reader.Count(routes_by_host, host) > 0) {
            const Placement& owner = *reader.Find(placements, owners.front());
            return Entry{std::move(host), owner.protocol.traffic, owner.protocol.ends_tls};
          }
          if (!FaultIs(Fault::kIsolationIgnored)) return std::nullopt;
        }
        return std::nullopt;
      });
  return stage.keys_of(placements_by_domain).keys_of(routes, EntriesOf), stage;
}

}  // namespace meshgate::pipeline
