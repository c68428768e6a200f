// Stage `entries`: what each port of a proxy serves under which domain, as sinks render it.
//
// Of all listeners of a port the most specific one that covers a domain owns it (Gateway API,
// Listener.hostname: listener isolation). A route that attaches to a wider listener with that
// hostname is served nowhere. A domain is an entry if its owner listens for it, or has routes for
// it: a request for any other one finds the entry of a wider domain.
#ifndef MESHGATE_CORE_PIPELINE_ENTRIES_H_
#define MESHGATE_CORE_PIPELINE_ENTRIES_H_

#include "core/pipeline/routes.h"

namespace meshgate::pipeline {

using Entries = engine::Stage<EntryId, Entry>;
Entries& AddEntries(engine::Engine& engine, Placements& placements,
                    PlacementsByDomain& placements_by_domain, Routes& routes,
                    RoutesByHost& routes_by_host);

// The hosts of entries with this traffic, as keys. [pure]
inline std::vector<HostId> HostsOf(const Entry& entry, bool of_requests) {
  std::vector<HostId> hosts;
  if ((entry.traffic == ir::Traffic::kHttp) == of_requests) hosts.push_back(entry.host);
  return hosts;
}

}  // namespace meshgate::pipeline

#endif  // MESHGATE_CORE_PIPELINE_ENTRIES_H_
