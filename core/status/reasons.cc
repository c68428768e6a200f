#include "core/status/reasons.h"

namespace meshgate::status {
namespace {

constexpr ConditionType kConditionTypes[] = {
#define MESHGATE_CONDITION_TYPE(Type, polarity) {k##Type, Polarity::polarity},
#define MESHGATE_REASON(Subject_, Type, Status, Name, sentence)
#include "core/status/reasons.def"
#undef MESHGATE_CONDITION_TYPE
#undef MESHGATE_REASON
};

constexpr Reason kReasons[] = {
#define MESHGATE_CONDITION_TYPE(Type, polarity)
#define MESHGATE_REASON(Subject_, Type, Status, Name, sentence) k##Subject_##Type##Status##Name,
#include "core/status/reasons.def"
#undef MESHGATE_CONDITION_TYPE
#undef MESHGATE_REASON
};

}  // namespace

std::span<const ConditionType> AllConditionTypes() { return kConditionTypes; }

std::span<const Reason> AllReasons() { return kReasons; }

const Reason* FindRouteRefusal(std::string_view name) {
  for (const Reason& reason : kReasons) {
    if (reason.subject == Subject::kRoute && reason.type == kAccepted &&
        reason.status == ConditionStatus::kFalse && reason.name == name) {
      return &reason;
    }
  }
  return nullptr;
}

}  // namespace meshgate::status
