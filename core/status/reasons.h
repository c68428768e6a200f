// The vocabulary of conditions: reasons.def as constants and as tables. [pure]
//
// A reason is bound to the object it is said of, the condition type and the status:
// kRouteAcceptedFalseNoMatchingParent.
#ifndef MESHGATE_CORE_STATUS_REASONS_H_
#define MESHGATE_CORE_STATUS_REASONS_H_

#include <cstdint>
#include <span>
#include <string_view>

namespace meshgate::status {

enum class Subject : uint8_t { kGatewayClass, kGateway, kListener, kRoute, kPolicy };
enum class ConditionStatus : uint8_t { kTrue, kFalse, kUnknown };
enum class Polarity : uint8_t { kPositive, kNegative };

struct ConditionType {
  std::string_view name;
  Polarity polarity;
};

struct Reason {
  Subject subject;
  std::string_view type;
  ConditionStatus status;
  std::string_view name;
  std::string_view sentence;  // the default message
};

#define MESHGATE_CONDITION_TYPE(Type, polarity) inline constexpr std::string_view k##Type = #Type;
#define MESHGATE_REASON(Subject_, Type, Status, Name, sentence)                                  \
  inline constexpr Reason k##Subject_##Type##Status##Name{Subject::k##Subject_, k##Type,         \
                                                          ConditionStatus::k##Status, #Name,     \
                                                          sentence};
#include "core/status/reasons.def"
#undef MESHGATE_CONDITION_TYPE
#undef MESHGATE_REASON

// In the order in which documents list conditions.
std::span<const ConditionType> AllConditionTypes();

std::span<const Reason> AllReasons();

// The reason of this name for a False Accepted condition of a route, as plugins give it
// (Issues::RefuseRoute); nullptr if reasons.def has no such reason.
const Reason* FindRouteRefusal(std::string_view name);

}  // namespace meshgate::status

#endif  // MESHGATE_CORE_STATUS_REASONS_H_
