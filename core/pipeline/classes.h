// Stage `classes`: the GatewayClasses of our controller name.
#ifndef MESHGATE_CORE_PIPELINE_CLASSES_H_
#define MESHGATE_CORE_PIPELINE_CLASSES_H_

#include <optional>
#include <string>

#include "core/pipeline/inputs.h"
#include "core/pipeline/options.h"
#include "core/pipeline/parameters.h"

namespace meshgate::pipeline {

struct GatewayClass {
  std::string api_version;
  int64_t generation = 1;
  std::optional<Problem> not_accepted;
  std::optional<ObjectId> parameters;  // usable
  std::string parameters_notes;        // see DescribedParameters
  bool operator==(const GatewayClass&) const = default;
};

using Classes = engine::Stage<ObjectId, GatewayClass>;

Classes& AddClasses(engine::Engine& engine, const Inputs& inputs, const loader::Registry& registry,
                    const Options& options, Parameters& parameters);

}  // namespace meshgate::pipeline

#endif  // MESHGATE_CORE_PIPELINE_CLASSES_H_
