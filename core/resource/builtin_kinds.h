// The kinds of Kubernetes itself that the core reads. No CRD describes them.
#ifndef MESHGATE_CORE_RESOURCE_BUILTIN_KINDS_H_
#define MESHGATE_CORE_RESOURCE_BUILTIN_KINDS_H_

#include <vector>

#include "core/resource/kind_info.h"

namespace meshgate::resource {

// Namespace, Service, EndpointSlice, Secret and ConfigMap, with the API server's defaults for the
// fields that are read here. [pure]
std::vector<KindInfo> BuiltinKinds();

}  // namespace meshgate::resource

#endif  // MESHGATE_CORE_RESOURCE_BUILTIN_KINDS_H_
