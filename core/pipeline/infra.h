// Stage `infra`: what infrastructure each Gateway of ours wants.
//
// A change of parameters reaches the Gateways that use them, through their class or themselves, and
// no others.
#ifndef MESHGATE_CORE_PIPELINE_INFRA_H_
#define MESHGATE_CORE_PIPELINE_INFRA_H_

#include "core/pipeline/listeners.h"
#include "core/pipeline/parameters.h"

namespace meshgate::pipeline {

using Infra = engine::Stage<ObjectId, Infrastructure>;
Infra& AddInfra(engine::Engine& engine, Gateways& gateways, Classes& classes,
                Parameters& parameters, ListenersByProxy& by_proxy);

}  // namespace meshgate::pipeline

#endif  // MESHGATE_CORE_PIPELINE_INFRA_H_
