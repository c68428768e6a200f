#include "core/pipeline/infra.h"

#include <algorithm>

#include "core/resource/well_known.h"

namespace meshgate::pipeline {

Infra& AddInfra(engine::Engine& engine, Gateways& gateways, Classes& classes,
                Parameters& parameters, ListenersByProxy& by_proxy) {
  auto& stage = engine.AddStage<ObjectId, Infrastructure>(
      "infra", [&](const ObjectId& id, engine::Reader& reader) -> std::optional<Infrastructure> {
        const Gateway& gateway = *reader.Find(gateways, id);
        Infrastructure infra;
        for (const PortId& port : reader.List(by_proxy, id)) {
          infra.ports.push_back({port.port, port.transport});
        }
        std::sort(infra.ports.begin(), infra.ports.end());
        infra.uid = gateway.uid;
        infra.gateway_class = gateway.gateway_class;
        infra.addresses = gateway.addresses;
        infra.labels = gateway.labels;
        infra.annotations = gateway.annotations;
        const auto overlay = [&](const std::optional<ObjectId>& object) {
          if (object) Merge(reader.Find(parameters, *object)->values, infra.parameters);
        };
        overlay(reader.Find(classes, {resource::kGatewayClass, "", gateway.gateway_class})
                    ->parameters);
        overlay(gateway.parameters);
        return infra;
      });
  return stage.keys_of(gateways), stage;
}

}  // namespace meshgate::pipeline
