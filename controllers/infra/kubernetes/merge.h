// How a wanted object is laid over the one that the API server has: as `kubectl apply` does it. The
// fields that we set are ours; those that the server fills in, and those that others add beside
// ours, stay; those that we set once and want no longer go. [pure]
//
// Lists and selectors are ours as a whole: an item that somebody adds goes. An item is the same one
// on both sides if it has the same mountPath, name, uid or topologyKey, so that what the server
// wrote into it (a node port) stays. Owner references that others add stay.
#ifndef MESHGATE_CONTROLLERS_INFRA_KUBERNETES_MERGE_H_
#define MESHGATE_CONTROLLERS_INFRA_KUBERNETES_MERGE_H_

#include "core/resource/object.h"
#include "core/resource/value.h"

namespace meshgate::infra {

// Remembers in an annotation of the object which fields it sets. Call it when the object is
// complete.
void NoteFields(resource::Value& wanted);

// `observed` with `wanted` over it. Equal to Thaw(observed.root()) when there is nothing to do.
resource::Value MergeOver(const resource::Value& wanted, const resource::Object& observed);

}  // namespace meshgate::infra

#endif  // MESHGATE_CONTROLLERS_INFRA_KUBERNETES_MERGE_H_
