#include "core/pipeline/classes.h"

#include <utility>

#include "core/resource/well_known.h"
#include "core/status/reasons.h"

namespace meshgate::pipeline {

Classes& AddClasses(engine::Engine& engine, const Inputs& inputs, const loader::Registry& registry,
                    const Options& options, Parameters& parameters) {
  ObjectInput& objects = inputs.at(resource::kGatewayClass);
  auto& stage = engine.AddStage<ObjectId, GatewayClass>(
      "classes",
      [&, controller = options.controller_name](
          const ObjectId& id, engine::Reader& reader) -> std::optional<GatewayClass> {
        const resource::Object& object = **reader.Find(objects, id);
        if (object.spec()["controllerName"].text() != controller) return std::nullopt;
        ResolvedParameters resolved =
            ResolveParameters(object.spec()["parametersRef"], "spec.parametersRef", std::nullopt,
                              registry, parameters, reader);
        GatewayClass gateway_class;
        gateway_class.api_version = object.api_version();
        gateway_class.generation = object.metadata().generation;
        if (resolved.problem) {
          gateway_class.not_accepted = Problem{&status::kGatewayClassAcceptedFalseInvalidParameters,
                                               *std::move(resolved.problem)};
        }
        gateway_class.parameters = std::move(resolved.object);
        gateway_class.parameters_notes = std::move(resolved.notes);
        return gateway_class;
      });
  return stage.keys_of(objects), stage;
}

}  // namespace meshgate::pipeline
