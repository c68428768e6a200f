// Stage `parameters`: what each object of parameters says, asked of the plugin of its kind; and
// what a reference to one leads to.
//
// Rules: Gateway API, GatewayClassSpec.parametersRef and GatewayInfrastructure.parametersRef. A
// reference to an unknown kind, to an object that is absent or that its plugin refuses is
// InvalidParameters.
#ifndef MESHGATE_CORE_PIPELINE_PARAMETERS_H_
#define MESHGATE_CORE_PIPELINE_PARAMETERS_H_

#include <optional>
#include <string>

#include "core/ir/infrastructure.h"
#include "core/loader/registry.h"
#include "core/pipeline/inputs.h"
#include "core/pipeline/options.h"
#include "core/pipeline/resolving.h"

namespace meshgate::pipeline {

struct DescribedParameters {
  ir::InfrastructureParameters values;
  std::string unusable;  // why, and the way out; "" when they can be used
  std::string notes;     // sentences about fields with less of an effect than expected; often ""
  bool operator==(const DescribedParameters&) const = default;
};

using Parameters = engine::Stage<ObjectId, DescribedParameters>;
Parameters& AddParameters(engine::Engine& engine, const Inputs& inputs,
                          const loader::Registry& registry, const Options& options,
                          ObjectReferences& references);

// Exactly one of the two is set where there is a reference; neither where there is none.
struct ResolvedParameters {
  std::optional<ObjectId> object;  // has a usable cell in `parameters`
  std::optional<std::string> problem;
  std::string notes;  // of the object
};

// Resolves the parametersRef `ref` that stands at `field` of a GatewayClass, or of a Gateway of
// namespace `gateway_ns`. Reads `parameters`.
ResolvedParameters ResolveParameters(resource::Node ref, const std::string& field,
                                     const std::optional<std::string>& gateway_ns,
                                     const loader::Registry& registry, Parameters& parameters,
                                     engine::Reader& reader);

// Lays `over` over `base`: field by field, maps key by key. [pure]
void Merge(const ir::InfrastructureParameters& over, ir::InfrastructureParameters& base);

}  // namespace meshgate::pipeline

#endif  // MESHGATE_CORE_PIPELINE_PARAMETERS_H_
