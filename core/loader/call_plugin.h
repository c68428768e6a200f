// Calls into plugins. Whatever a plugin does short of crashing, a value comes back: what it throws
// and what it returns against the rules of the IR become issues. [thread-safe]
#ifndef MESHGATE_CORE_LOADER_CALL_PLUGIN_H_
#define MESHGATE_CORE_LOADER_CALL_PLUGIN_H_

#include <optional>
#include <string>

#include "core/loader/described_route.h"
#include "core/loader/registry.h"
#include "core/plugin/membership.h"
#include "core/resource/object.h"

namespace meshgate::loader {

// RouteKind::Describe, checked (ir_check.h). After a throw or invalid matches the route has its
// parents but no rules, and an issue of reason kPluginFailed; a rule that is otherwise invalid
// keeps its matches alone and has such an issue of its own. [pure]
DescribedRoute CallDescribe(const RouteKind& kind, const resource::Object& object);

// Membership::Of; no group after a throw. [pure]
std::optional<std::string> CallMembership(const plugin::Membership& membership,
                                          const resource::Object& object);

}  // namespace meshgate::loader

#endif  // MESHGATE_CORE_LOADER_CALL_PLUGIN_H_
