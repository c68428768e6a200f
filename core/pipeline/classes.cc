#include "core/pipeline/classes.h"

#include <utility>

#include "core/resource/well_known.h"
#include "core/status/reasons.h"

namespace meshgate::pipeline {
namespace {

// GatewayClassSpec.parametersRef: a reference that no loaded plugin understands is not accepted.
std::optional<Problem> CheckParameters(resource::Node spec) {
  const resource::Node ref = spec["parametersRef"];
  if (!ref) return std::nullopt;
  return Problem{&status::kGatewayClassAcceptedFalseInvalidParameters,
                 "spec.parametersRef: no loaded plugin understands kind " +
                     std::string(ref["kind"].text()) + " of group \"" +
                     std::string(ref["group"].text()) +
                     "\"; remove the reference or load a plugin for it"};
}

}  // namespace

Classes& AddClasses(engine::Engine& engine, const Inputs& inputs, const Options& options) {
  ObjectInput& objects = inputs.at(resource::kGatewayClass);
  auto& stage = engine.AddStage<ObjectId, GatewayClass>(
      "classes",
      [&objects, controller = options.controller_name](
          const ObjectId& id, engine::Reader& reader) -> std::optional<GatewayClass> {
        const resource::Object& object = **reader.Find(objects, id);
        if (object.spec()["controllerName"].text() != controller) return std::nullopt;
        return GatewayClass{std::string(object.api_version()), object.metadata().generation,
                            CheckParameters(object.spec())};
      });
  return stage.keys_of(objects), stage;
}

}  // namespace meshgate::pipeline
