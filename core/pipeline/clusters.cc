#include "core/pipeline/clusters.h"

#include "core/resource/well_known.h"

namespace meshgate::pipeline {

Clusters& AddClusters(engine::Engine& engine, Services& services, RoutesByCluster& by_cluster) {
  auto& stage = engine.AddStage<ClusterId, Cluster>(
      "clusters", [&](const ClusterId& id, engine::Reader& reader) -> std::optional<Cluster> {
        const ObjectId service_id{resource::kService, id.backend.ns, id.backend.service};
        const Service* const service = reader.Find(services, service_id);
        if (service == nullptr) return std::nullopt;
        for (const Service::Port& port : service->ports) {
          if (port.port == id.backend.port) return Cluster{port.app_protocol};
        }
        return std::nullopt;
      });
  return stage.keys_of(by_cluster), stage;
}

}  // namespace meshgate::pipeline
