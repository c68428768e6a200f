// The role of a plugin that understands one kind of policy: objects that say something of other
// objects, which do not refer to them. Gateway API: GEP-713, direct policy attachment.
//
// Of policies of one kind with the same target the oldest is in force, then the first by name; the
// others are told that they conflict. What names a section of an object takes the place of what
// names all of it. What policies of several kinds say of one object adds up in the order of the
// kinds' names, and what comes later counts. A policy that cannot be used has no effect.
#ifndef MESHGATE_CORE_PLUGIN_POLICY_H_
#define MESHGATE_CORE_PLUGIN_POLICY_H_

#include <string>
#include <vector>

#include "core/ir/policy.h"
#include "core/plugin/resolving.h"
#include "core/plugin/target_refs.h"

namespace meshgate::plugin {

struct PolicySpec {
  std::string group;
  std::string kind;
  // The kinds of objects that it may target: {"", "Service"}, {"gateway.networking.k8s.io",
  // "Gateway"}, or both. The core says so of any other.
  std::vector<ir::KindName> targets = {};
  std::vector<ir::KindName> reads = {};  // kinds of the objects that policies refer to
};

// Builds what an object says of its targets.
class Policy : public Resolving<ir::PolicyFragment> {
 public:
  virtual PolicySpec spec() const = 0;

  // Whether they exist is the core's to say. After a throw they are read from spec.targetRefs, so
  // that the failure has a place to be told. [pure]
  virtual std::vector<ir::PolicyTarget> Targets(const Object& object) const {
    return DescribeTargets(object.spec());
  }

 protected:
  ~Policy() = default;
};

}  // namespace meshgate::plugin

#endif  // MESHGATE_CORE_PLUGIN_POLICY_H_
