// What the loaded plugins together make possible. [pure]
#ifndef MESHGATE_CORE_PIPELINE_CAPABILITIES_H_
#define MESHGATE_CORE_PIPELINE_CAPABILITIES_H_

#include <string>
#include <string_view>
#include <vector>

#include "core/loader/registry.h"

namespace meshgate::pipeline {

// The kinds of routes that may attach to listeners of a protocol, sorted; empty for a protocol that
// no loaded plugin serves.
std::vector<resource::Kind> KindsOfProtocol(const loader::Registry& registry,
                                            std::string_view protocol);

// GatewayClass.status.supportedFeatures: of the core and of the plugins, sorted, distinct.
std::vector<std::string> SupportedFeatures(const loader::Registry& registry);

}  // namespace meshgate::pipeline

#endif  // MESHGATE_CORE_PIPELINE_CAPABILITIES_H_
