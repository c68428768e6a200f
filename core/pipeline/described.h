// Stage `described`: what each route says, asked of the plugin of its kind.
#ifndef MESHGATE_CORE_PIPELINE_DESCRIBED_H_
#define MESHGATE_CORE_PIPELINE_DESCRIBED_H_

#include "core/loader/registry.h"
#include "core/pipeline/inputs.h"

namespace meshgate::pipeline {

using Described = engine::Stage<ObjectId, DescribedRoute>;

Described& AddDescribed(engine::Engine& engine, const Inputs& inputs,
                        const loader::Registry& registry);

}  // namespace meshgate::pipeline

#endif  // MESHGATE_CORE_PIPELINE_DESCRIBED_H_
