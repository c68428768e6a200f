// What policies share: spec.targetRefs. Gateway API: LocalPolicyTargetReferenceWithSectionName.
// [pure]
#ifndef MESHGATE_CORE_PLUGIN_TARGET_REFS_H_
#define MESHGATE_CORE_PLUGIN_TARGET_REFS_H_

#include <string>
#include <vector>

#include "core/ir/policy.h"
#include "core/plugin/node.h"

namespace meshgate::plugin {

inline std::vector<ir::PolicyTarget> DescribeTargets(Node spec) {
  std::vector<ir::PolicyTarget> targets;
  const Node refs = spec["targetRefs"];
  targets.reserve(refs.size());
  for (const Node ref : refs) {
    const std::string index = std::to_string(targets.size());
    targets.push_back({{std::string(ref["group"].Text()), std::string(ref["kind"].Text())},
                       std::string(ref["name"].Text()),
                       std::string(ref["sectionName"].Text()),
                       "spec.targetRefs[" + index + "]"});
  }
  return targets;
}

}  // namespace meshgate::plugin

#endif  // MESHGATE_CORE_PLUGIN_TARGET_REFS_H_
