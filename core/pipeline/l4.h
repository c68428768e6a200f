// Stage `l4`: who serves connections that are routed as a whole.
//
// All routes that attach are accepted and counted; the oldest one serves, then the first by
// namespace/name, and when it goes the next one does (Gateway API design guide, "Conflicts";
// conformance test TCPRouteMultipleRoutesAttachment). A route that is refused is not attached.
#ifndef MESHGATE_CORE_PIPELINE_L4_H_
#define MESHGATE_CORE_PIPELINE_L4_H_

#include "core/pipeline/entries.h"

namespace meshgate::pipeline {

// One cell per entry of such traffic, also while no route attaches.
using L4 = engine::Stage<HostId, L4Service>;

L4& AddL4(engine::Engine& engine, Described& described, Routes& routes,
          RoutesByHost& routes_by_host, Entries& entries);

}  // namespace meshgate::pipeline

#endif  // MESHGATE_CORE_PIPELINE_L4_H_
