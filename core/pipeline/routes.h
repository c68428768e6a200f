// Stage `routes`: each route attached to its parents, its references resolved.
//
// Attachment is judged per listener (kind, namespace, group, hostname), references once per route.
// Gateway API: ParentReference, RouteNamespaces, HTTPRouteSpec.hostnames, BackendRef.
#ifndef MESHGATE_CORE_PIPELINE_ROUTES_H_
#define MESHGATE_CORE_PIPELINE_ROUTES_H_

#include "core/loader/registry.h"
#include "core/pipeline/described.h"
#include "core/pipeline/filters.h"
#include "core/pipeline/frontends.h"
#include "core/pipeline/namespaces.h"
#include "core/pipeline/references.h"

namespace meshgate::pipeline {

using Routes = engine::Stage<ObjectId, ResolvedRoute>;

// What the stage reads.
struct RoutesSources {
  const loader::Registry& registry;
  Described& described;
  Namespaces& namespaces;
  Parents& parents;
  Frontends& frontends;
  Placements& placements;
  Grants& grants;
  GrantsByNamespaces& grants_by_namespaces;
  Services& services;
  Filters& filters;
};

Routes& AddRoutes(engine::Engine& engine, const RoutesSources& sources);

// Those that are served.
using RoutesByHost = engine::Index<HostId, ObjectId, ResolvedRoute>;
RoutesByHost& AddRoutesByHost(Routes& routes);

// The size of a bucket is the listener's attachedRoutes.
using RoutesByFrontend = engine::Index<FrontendId, ObjectId, ResolvedRoute>;
RoutesByFrontend& AddRoutesByFrontend(Routes& routes);

using RoutesByCluster = engine::Index<ClusterId, ObjectId, ResolvedRoute>;
RoutesByCluster& AddRoutesByCluster(Routes& routes);

// --- the parts of the stage ----------------------------------------------------------------------

// Judges all parentRefs: fills `parents` (with their Accepted condition) and `attachments`.
void AttachRoute(const RoutesSources& sources, const ObjectId& id, const DescribedRoute& route,
                 engine::Reader& reader, ResolvedRoute& out);

// Resolves all references: fills `rules` and `unresolved`.
void ResolveBackends(const RoutesSources& sources, const ObjectId& id, const DescribedRoute& route,
                     engine::Reader& reader, ResolvedRoute& out);

// The custom filters of one rule: fills `filters`, or refuses the rule; appends to the problems and
// notes of the whole route.
void ResolveFilters(const RoutesSources& sources, const ObjectId& id, const ir::Rule& rule,
                    engine::Reader& reader, ResolvedRoute& route, ResolvedRule& out);

}  // namespace meshgate::pipeline

#endif  // MESHGATE_CORE_PIPELINE_ROUTES_H_
