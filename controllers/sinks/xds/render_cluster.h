// Clusters: one per Service port of a Gateway, endpoints over ADS. [pure]
#ifndef MESHGATE_CONTROLLERS_SINKS_XDS_RENDER_CLUSTER_H_
#define MESHGATE_CONTROLLERS_SINKS_XDS_RENDER_CLUSTER_H_

#include <string>

#include "core/base/shared_bytes.h"
#include "core/pipeline/model.h"

namespace meshgate::xds {

// A serialised envoy.config.cluster.v3.Cluster.
base::SharedBytes RenderCluster(const std::string& name, const pipeline::Cluster& cluster);

}  // namespace meshgate::xds

#endif  // MESHGATE_CONTROLLERS_SINKS_XDS_RENDER_CLUSTER_H_
