// Stages `listener_references` and `wanted`: what listeners refer to, and what a provider may read
// by name.
//
// Gateway API, ListenerTLSConfig.certificateRefs and ReferenceGrant.
#ifndef MESHGATE_CORE_PIPELINE_LISTENER_REFERENCES_H_
#define MESHGATE_CORE_PIPELINE_LISTENER_REFERENCES_H_

#include <vector>

#include "core/pipeline/gateways.h"
#include "core/pipeline/resolving.h"

namespace meshgate::pipeline {

// One cell per listener that ends TLS.
using ListenerReferences = engine::Stage<FrontendId, References>;
ListenerReferences& AddListenerReferences(engine::Engine& engine, const loader::Registry& registry,
                                          Gateways& gateways, const GrantTables& grants);

// One cell per object of KindsReadByName that something refers to and may: what a
// provider may read, by name, and nothing beside. A provider of all objects need not look.
struct IsWanted {
  bool operator==(const IsWanted&) const = default;
};
using Wanted = engine::Stage<ObjectId, IsWanted>;
// The objects that may be read. [pure]
std::vector<ObjectId> PermittedOf(const References& references);

Wanted& AddWanted(engine::Engine& engine, ListenerReferences& listeners,
                  const std::vector<ObjectReferences*>& objects);

}  // namespace meshgate::pipeline

#endif  // MESHGATE_CORE_PIPELINE_LISTENER_REFERENCES_H_
