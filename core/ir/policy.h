// What a policy applies to, and what it says of it: what a policy's plugin builds. Plain values, as
// those of route.h. Gateway API: GEP-713. [pure]
#ifndef MESHGATE_CORE_IR_POLICY_H_
#define MESHGATE_CORE_IR_POLICY_H_

#include <chrono>
#include <optional>
#include <string>

#include "core/ir/route.h"

namespace meshgate::ir {

// One entry of spec.targetRefs: an object of the policy's own namespace, or a section of it.
// Gateway API: LocalPolicyTargetReferenceWithSectionName.
struct PolicyTarget {
  KindName kind;
  std::string name;
  std::string section;  // the name of a Gateway's listener or of a Service's port; "": all of it
  std::string field;    // where it stands: "spec.targetRefs[0]"
  bool operator==(const PolicyTarget&) const = default;
};

inline constexpr std::chrono::minutes kLongestConnectTimeout{1};

// Each field is of one kind of target and means nothing to others. What is absent says nothing.
struct PolicyFragment {
  // Of a Service: how long a proxy tries to connect to an endpoint; not 0.
  std::optional<std::chrono::milliseconds> connect_timeout = {};
  // Of a Gateway: changes to what the routes of a listener answer to HTTP requests. Those of the
  // routes come after them.
  HeaderModifier response_headers = {};
  bool operator==(const PolicyFragment&) const = default;
};

}  // namespace meshgate::ir

#endif  // MESHGATE_CORE_IR_POLICY_H_
