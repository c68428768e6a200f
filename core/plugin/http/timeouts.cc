#include "core/plugin/http/timeouts.h"

#include <cstdint>
#include <string>

#include "core/plugin/syntax.h"

namespace meshgate::plugin::http {
namespace {

// Takes "90s" off the front of `text`.
std::optional<std::chrono::milliseconds> TakePart(std::string_view& text) {
  size_t digits = 0;
  int64_t number = 0;
  while (digits < text.size() && IsDigit(text[digits])) {
    if (digits == 5) return std::nullopt;
    number = number * 10 + (text[digits++] - '0');
  }
  size_t letters = digits;
  while (letters < text.size() && IsLower(text[letters])) ++letters;
  const std::string_view unit = text.substr(digits, letters - digits);
  if (digits == 0) return std::nullopt;
  text.remove_prefix(letters);
  if (unit == "h") return std::chrono::hours(number);
  if (unit == "m") return std::chrono::minutes(number);
  if (unit == "s") return std::chrono::seconds(number);
  if (unit == "ms") return std::chrono::milliseconds(number);
  return std::nullopt;
}

std::optional<std::chrono::milliseconds> DescribeDuration(Node node, const std::string& field,
                                                          RuleScope& scope) {
  if (!node) return std::nullopt;
  const std::optional<std::chrono::milliseconds> duration = ParseDuration(node.Text());
  if (!duration) {
    scope.Refuse(field, "\"" + std::string(node.Text()) +
                            "\" is not a duration; write one such as \"10s\" or \"1m30s\"");
  }
  return duration;
}

}  // namespace

std::optional<std::chrono::milliseconds> ParseDuration(std::string_view text) {
  std::chrono::milliseconds sum(0);
  if (text.empty()) return std::nullopt;
  for (int parts = 0; !text.empty(); ++parts) {
    const std::optional<std::chrono::milliseconds> part = TakePart(text);
    if (!part || parts == 4) return std::nullopt;
    sum += *part;
  }
  return sum;
}

ir::Timeouts DescribeTimeouts(Node rule, RuleScope& scope) {
  const Node node = rule["timeouts"];
  if (!node) return {};
  const std::string field = scope.field() + ".timeouts";
  ir::Timeouts timeouts;
  timeouts.request = DescribeDuration(node["request"], field + ".request", scope);
  timeouts.backend_request =
      DescribeDuration(node["backendRequest"], field + ".backendRequest", scope);
  // HTTPRouteTimeouts: a backend request is a part of the request; zero is no limit.
  const bool limited = timeouts.request && timeouts.request->count() != 0;
  if (limited && timeouts.backend_request && *timeouts.backend_request > *timeouts.request) {
    scope.Refuse(field + ".backendRequest",
                 "backendRequest must not be longer than request; shorten it");
  }
  return timeouts;
}

}  // namespace meshgate::plugin::http
