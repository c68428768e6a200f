// Stage `hosts`: the merged rules of all routes of one hostname of one frontend.
//
// A host exists only where its frontend owns the hostname: of all listeners of a port the most
// specific one that covers it (Gateway API, Listener.hostname: listener isolation). Routes that
// attach to a wider listener with that hostname are served nowhere. A route's hostname that is
// wider than its listener's is no host either: its rules stand in the hosts of the listener, behind
// those of narrower hostnames (HTTPRouteSpec.hostnames: precedence).
#ifndef MESHGATE_CORE_PIPELINE_HOSTS_H_
#define MESHGATE_CORE_PIPELINE_HOSTS_H_

#include "core/pipeline/routes.h"

namespace meshgate::pipeline {

using Hosts = engine::Stage<HostId, Host>;

struct HostsSources {
  Described& described;
  Frontends& frontends;
  FrontendsByDomain& frontends_by_domain;
  FrontendsByHost& frontends_by_host;
  Routes& routes;
  RoutesByHost& routes_by_host;
};

Hosts& AddHosts(engine::Engine& engine, const HostsSources& sources);

}  // namespace meshgate::pipeline

#endif  // MESHGATE_CORE_PIPELINE_HOSTS_H_
