// One condition of a status, as values: what is true of an object, and why. [pure]
//
// observedGeneration and lastTransitionTime belong to the document (document.h) and to who writes
// it, so that conditions are equal when they say the same.
#ifndef MESHGATE_CORE_STATUS_CONDITION_H_
#define MESHGATE_CORE_STATUS_CONDITION_H_

#include <string>
#include <string_view>

#include "core/status/reasons.h"

namespace meshgate::status {

struct Condition {
  std::string type;
  ConditionStatus status = ConditionStatus::kUnknown;
  std::string reason;
  std::string message;
  bool operator==(const Condition&) const = default;
};

// Says `message`, or the reason's own sentence when it is empty. A message longer than an API
// server takes (32768 bytes) is cut.
Condition MakeCondition(const Reason& reason, std::string_view message = {});

// "True", "False" or "Unknown".
std::string_view ToString(ConditionStatus status);

// Whether the condition is good news: True for most types, not True for those of negative polarity.
bool IsGood(const Condition& condition);

}  // namespace meshgate::status

#endif  // MESHGATE_CORE_STATUS_CONDITION_H_
