#include "core/pipeline/clusters.h"

#include "core/resource/well_known.h"

namespace meshgate::pipeline {

namespace {

ObjectId ServiceOf(const ClusterId& id) {
  return {resource::kService, id.backend.ns, id.backend.service};
}

}  // namespace

Clusters& AddClusters(engine::Engine& engine, Services& services, const PolicyTables& policies,
                      RoutesByCluster& by_cluster) {
  auto& stage = engine.AddStage<ClusterId, Cluster>(
      "clusters",
      [&services, policies](const ClusterId& id,
                            engine::Reader& reader) -> std::optional<Cluster> {
        const Service* const service = reader.Find(services, ServiceOf(id));
        if (service == nullptr) return std::nullopt;
        for (const Service::Port& port : service->ports) {
          if (port.port != id.backend.port) continue;
          return Cluster{port.app_protocol,
                         PolicyOn(policies, ServiceOf(id), port.name, reader).connect_timeout};
        }
        return std::nullopt;
      });
  return stage.keys_of(by_cluster), stage;
}

ClustersByService& AddClustersByService(const loader::Registry& registry, Clusters& clusters) {
  const bool is_read = !registry.policy_kinds().empty();
  return clusters.AddIndex("by_service", [is_read](const ClusterId& id, const Cluster&) {
    std::vector<ObjectId> services;
    if (is_read) services.push_back(ServiceOf(id));
    return services;
  });
}

}  // namespace meshgate::pipeline
