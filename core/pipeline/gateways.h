// Stage `gateways`: the Gateways of our classes, each with its listeners judged.
//
// Rules: Gateway API, Listener and GatewaySpec.listeners. Listeners of one Gateway that want the
// same port with incompatible protocols, or the same port, protocol and hostname, conflict, and all
// of them are refused. A listener of a protocol without hostnames takes its port alone.
#ifndef MESHGATE_CORE_PIPELINE_GATEWAYS_H_
#define MESHGATE_CORE_PIPELINE_GATEWAYS_H_

#include <string>
#include <vector>

#include "core/loader/registry.h"
#include "core/pipeline/classes.h"
#include "core/pipeline/inputs.h"
#include "core/pipeline/namespaces.h"

namespace meshgate::pipeline {

using Gateways = engine::Stage<ObjectId, Gateway>;

Gateways& AddGateways(engine::Engine& engine, const Inputs& inputs,
                      const loader::Registry& registry, const Options& options,
                      Parameters& parameters, Classes& classes, Namespaces& namespaces);

// Its listeners, as keys. [pure]
std::vector<FrontendId> FrontendsOf(const ObjectId& id, const Gateway& gateway);

// The listener of this name; null when there is none.
const Listener* FindListener(const Gateway& gateway, const std::string& name);

// Reads one entry of spec.listeners of `gateway`; conflicts are judged by FindConflicts. [pure]
Listener ReadListener(const resource::Object& gateway, resource::Node node,
                      const loader::Registry& registry);

// How a listener says what its plugin found. [pure]
Problem RefusalOf(const loader::Issue& issue);
std::string NotesOf(const std::vector<loader::Issue>& notes);

// Sets `conflicted` and `not_accepted` of listeners that conflict with each other, and
// `overlapping` of those that end TLS and share clients. [pure]
void FindConflicts(std::vector<Listener>& listeners);

}  // namespace meshgate::pipeline

#endif  // MESHGATE_CORE_PIPELINE_GATEWAYS_H_
