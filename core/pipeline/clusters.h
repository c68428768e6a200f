// Stage `clusters`: the backends of each Gateway, one per port of a Service, however many rules
// send traffic there.
#ifndef MESHGATE_CORE_PIPELINE_CLUSTERS_H_
#define MESHGATE_CORE_PIPELINE_CLUSTERS_H_

#include "core/pipeline/routes.h"

namespace meshgate::pipeline {

using Clusters = engine::Stage<ClusterId, Cluster>;
Clusters& AddClusters(engine::Engine& engine, Services& services, RoutesByCluster& by_cluster);

}  // namespace meshgate::pipeline

#endif  // MESHGATE_CORE_PIPELINE_CLUSTERS_H_
