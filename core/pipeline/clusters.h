// Stage `clusters`: the backends of each Gateway, one per port of a Service, however many rules
// send traffic there.
#ifndef MESHGATE_CORE_PIPELINE_CLUSTERS_H_
#define MESHGATE_CORE_PIPELINE_CLUSTERS_H_

#include "core/pipeline/policies.h"
#include "core/pipeline/routes.h"

namespace meshgate::pipeline {

using Clusters = engine::Stage<ClusterId, Cluster>;
Clusters& AddClusters(engine::Engine& engine, Services& services, const PolicyTables& policies,
                      RoutesByCluster& by_cluster);

// Empty unless a plugin brings policies, whose statuses alone read it.
using ClustersByService = engine::Index<ObjectId, ClusterId, Cluster>;
ClustersByService& AddClustersByService(const loader::Registry& registry, Clusters& clusters);

}  // namespace meshgate::pipeline

#endif  // MESHGATE_CORE_PIPELINE_CLUSTERS_H_
