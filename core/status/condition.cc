#include "core/status/condition.h"

namespace meshgate::status {
namespace {

constexpr size_t kMaxMessageBytes = 32768;

// Never splits a UTF-8 sequence: an API server refuses text that is not UTF-8.
std::string_view CutMessage(std::string_view message) {
  if (message.size() <= kMaxMessageBytes) return message;
  size_t end = kMaxMessageBytes;
  while (end > 0 && (static_cast<unsigned char>(message[end]) & 0xC0) == 0x80) --end;
  return message.substr(0, end);
}

}  // namespace

Condition MakeCondition(const Reason& reason, std::string_view message) {
  return {.type = std::string(reason.type),
          .status = reason.status,
          .reason = std::string(reason.name),
          .message = std::string(message.empty() ? reason.sentence : CutMessage(message))};
}

std::string_view ToString(ConditionStatus status) {
  switch (status) {
    case ConditionStatus::kTrue:
      return "True";
    case ConditionStatus::kFalse:
      return "False";
    case ConditionStatus::kUnknown:
      break;
  }
  return "Unknown";
}

bool IsGood(const Condition& condition) {
  for (const ConditionType& type : AllConditionTypes()) {
    if (type.name == condition.type && type.polarity == Polarity::kNegative) {
      return condition.status != ConditionStatus::kTrue;
    }
  }
  return condition.status == ConditionStatus::kTrue;
}

}  // namespace meshgate::status
