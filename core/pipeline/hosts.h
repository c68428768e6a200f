// Stage `hosts`: the merged rules of all routes of one hostname of one frontend.
//
// A host exists where an entry leads to it. A route's hostname that is wider than its listener's is
// no host: its rules stand in the hosts of the listener, behind those of narrower hostnames
// (HTTPRouteSpec.hostnames: precedence).
#ifndef MESHGATE_CORE_PIPELINE_HOSTS_H_
#define MESHGATE_CORE_PIPELINE_HOSTS_H_

#include "core/pipeline/entries.h"

namespace meshgate::pipeline {

using Hosts = engine::Stage<HostId, Host>;

struct HostsSources {
  Described& described;
  RoutesByHost& routes_by_host;
  Entries& entries;
};

Hosts& AddHosts(engine::Engine& engine, const HostsSources& sources);

}  // namespace meshgate::pipeline

#endif  // MESHGATE_CORE_PIPELINE_HOSTS_H_
