// Stage `l4`: who serves the connections of a listener whose protocol has no hostnames.
//
// All routes that attach are accepted and counted; the oldest one serves, then the first by
// namespace/name, and when it goes the next one does (Gateway API design guide, "Conflicts";
// conformance test TCPRouteMultipleRoutesAttachment). A route that is refused is not attached.
#ifndef MESHGATE_CORE_PIPELINE_L4_H_
#define MESHGATE_CORE_PIPELINE_L4_H_

#include "core/pipeline/routes.h"

namespace meshgate::pipeline {

// One cell per placed frontend of such a protocol, also while no route attaches.
using L4 = engine::Stage<FrontendId, L4Service>;

L4& AddL4(engine::Engine& engine, Placements& placements, Described& described, Routes& routes,
          RoutesByFrontend& routes_by_frontend);

}  // namespace meshgate::pipeline

#endif  // MESHGATE_CORE_PIPELINE_L4_H_
