// Stage `gateways`: the Gateways of our classes, each with its listeners judged.
//
// Rules: Gateway API, Listener and GatewaySpec.listeners. Listeners of one Gateway that want the
// same port with incompatible protocols, or the same port, protocol and hostname, conflict, and all
// of them are refused. A listener of a protocol without hostnames takes its port alone.
#ifndef MESHGATE_CORE_PIPELINE_GATEWAYS_H_
#define MESHGATE_CORE_PIPELINE_GATEWAYS_H_

#include <vector>

#include "core/loader/registry.h"
#include "core/pipeline/classes.h"
#include "core/pipeline/inputs.h"
#include "core/pipeline/namespaces.h"

namespace meshgate::pipeline {

using Gateways = engine::Stage<ObjectId, Gateway>;

Gateways& AddGateways(engine::Engine& engine, const Inputs& inputs,
                      const loader::Registry& registry, Classes& classes, Namespaces& namespaces);

// Reads one entry of spec.listeners; conflicts are judged by FindConflicts. [pure]
Listener ReadListener(resource::Node node, const loader::Registry& registry);

// Sets `conflicted` and `not_accepted` of listeners that conflict with each other. [pure]
void FindConflicts(std::vector<Listener>& listeners);

}  // namespace meshgate::pipeline

#endif  // MESHGATE_CORE_PIPELINE_GATEWAYS_H_
