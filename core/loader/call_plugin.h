// Calls into plugins. Whatever a plugin does short of crashing, a value comes back: what it throws
// and what it returns against the rules of the IR become issues. [thread-safe]
#ifndef MESHGATE_CORE_LOADER_CALL_PLUGIN_H_
#define MESHGATE_CORE_LOADER_CALL_PLUGIN_H_

#include <optional>
#include <string>
#include <vector>

#include "core/ir/filter.h"
#include "core/ir/infrastructure.h"
#include "core/ir/listener.h"
#include "core/ir/policy.h"
#include "core/loader/described.h"
#include "core/loader/registry.h"
#include "core/plugin/membership.h"
#include "core/resource/object.h"

namespace meshgate::loader {

// RouteKind::Describe, checked (ir_check.h). After a throw or invalid matches the route has its
// parents but no rules, and an issue of reason kPluginFailed; a rule that is otherwise invalid
// keeps its matches alone and has such an issue of its own. [pure]
DescribedRoute CallDescribe(const RouteKind& kind, const resource::Object& object);

// What a plugin is asked of: an object, and the part that it describes (see plugin::Resolving).
// Valid while `object` is.
struct Subject {
  Subject(const resource::Object& whole) : object(whole), part(whole.spec()) {}  // NOLINT
  Subject(const resource::Object& gateway, resource::Node listener)
      : object(gateway), part(listener) {}

  const resource::Object& object;
  resource::Node part;
};

// Where a reference leads; see plugin::Resolved.
struct Found {
  const resource::Object* object = nullptr;
  bool certificate = false;
};

// Resolving::References and Build of each role, checked. After a throw or a result against the
// rules there is nothing but an issue of reason kPluginFailed; what the plugin itself refuses is
// kInvalid. [pure]
References CallReferences(const FilterKind& kind, const Subject& subject);
References CallReferences(const ParametersKind& kind, const Subject& subject);
References CallReferences(const ListenerKind& kind, const Subject& subject);
References CallReferences(const PolicyKind& kind, const Subject& subject);

Built<ir::Filter> CallBuild(const FilterKind& kind, const Subject& subject,
                            const std::vector<Found>& found = {});
Built<ir::InfrastructureParameters> CallBuild(const ParametersKind& kind, const Subject& subject,
                                              const std::vector<Found>& found = {});
Built<ir::ListenerTls> CallBuild(const ListenerKind& kind, const Subject& subject,
                                 const std::vector<Found>& found = {});

Built<ir::PolicyFragment> CallBuild(const PolicyKind& kind, const Subject& subject,
                                    const std::vector<Found>& found = {});

// Policy::Targets, checked. After a throw or a result against the rules they are what stands in
// spec.targetRefs, beside an issue of reason kPluginFailed. [pure]
using Targets = Built<std::vector<ir::PolicyTarget>>;
Targets CallTargets(const PolicyKind& kind, const resource::Object& object);

// Membership::Of; no group after a throw. [pure]
std::optional<std::string> CallMembership(const plugin::Membership& membership,
                                          const resource::Object& object);

}  // namespace meshgate::loader

#endif  // MESHGATE_CORE_LOADER_CALL_PLUGIN_H_
