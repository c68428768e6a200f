// Calls into plugins. Whatever a plugin does short of crashing, a value comes back: what it throws
// and what it returns against the rules of the IR become issues. [thread-safe]
#ifndef MESHGATE_CORE_LOADER_CALL_PLUGIN_H_
#define MESHGATE_CORE_LOADER_CALL_PLUGIN_H_

#include <optional>
#include <string>

#include "core/loader/described.h"
#include "core/loader/registry.h"
#include "core/plugin/membership.h"
#include "core/resource/object.h"

namespace meshgate::loader {

// RouteKind::Describe, checked (ir_check.h). After a throw or invalid matches the route has its
// parents but no rules, and an issue of reason kPluginFailed; a rule that is otherwise invalid
// keeps its matches alone and has such an issue of its own. [pure]
DescribedRoute CallDescribe(const RouteKind& kind, const resource::Object& object);

// FilterKind::Describe, checked. After a throw or a result against the rules the filter cannot be
// used, for an issue of reason kPluginFailed; what the plugin itself refuses is kInvalidFilter.
// [pure]
DescribedFilter CallDescribe(const FilterKind& kind, const resource::Object& object);

// ClassParameters::Describe, checked. After a throw or a result against the rules the parameters
// cannot be used, for an issue of reason kPluginFailed; what the plugin itself refuses is
// kInvalidParameters. [pure]
DescribedParameters CallDescribe(const ParametersKind& kind, const resource::Object& object);

// ListenerKind::Describe of an entry of spec.listeners of `gateway`, checked. After a throw or a
// result against the rules the listener is refused, for an issue of reason kPluginFailed; what the
// plugin itself refuses is kUnsupportedValue. [pure]
DescribedListener CallDescribe(const ListenerKind& kind, const resource::ObjectId& gateway,
                               resource::Node listener);

// Membership::Of; no group after a throw. [pure]
std::optional<std::string> CallMembership(const plugin::Membership& membership,
                                          const resource::Object& object);

}  // namespace meshgate::loader

#endif  // MESHGATE_CORE_LOADER_CALL_PLUGIN_H_
