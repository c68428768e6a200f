// Where a plugin hands over its roles, once, while the manager starts. [load-time only]
//
// The host keeps references: register objects with static storage duration (a plugin is never
// unloaded). A second registration of a kind, a protocol or a membership stops the start with a
// message that names both plugins.
#ifndef MESHGATE_CORE_PLUGIN_REGISTRAR_H_
#define MESHGATE_CORE_PLUGIN_REGISTRAR_H_

#include <string_view>

#include "core/plugin/class_parameters.h"
#include "core/plugin/filter_kind.h"
#include "core/plugin/listener_kind.h"
#include "core/plugin/membership.h"
#include "core/plugin/policy.h"
#include "core/plugin/route_kind.h"

namespace meshgate::plugin {

class Registrar {
 public:
  virtual void AddRouteKind(const RouteKind& kind) = 0;
  virtual void AddFilterKind(const FilterKind& kind) = 0;
  virtual void AddClassParameters(const ClassParameters& parameters) = 0;
  virtual void AddListenerKind(const ListenerKind& kind) = 0;
  virtual void AddPolicy(const Policy& policy) = 0;
  virtual void AddMembership(const Membership& membership) = 0;
  // A CustomResourceDefinition (YAML) of a kind that the plugin brings along; not for the kinds of
  // Gateway API itself, which the host knows.
  virtual void AddCrd(std::string_view yaml) = 0;

 protected:
  ~Registrar() = default;
};

}  // namespace meshgate::plugin

#endif  // MESHGATE_CORE_PLUGIN_REGISTRAR_H_
