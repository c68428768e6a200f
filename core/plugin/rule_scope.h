// One entry of spec.rules while it is described: where it stands and how it is refused. [one call]
#ifndef MESHGATE_CORE_PLUGIN_RULE_SCOPE_H_
#define MESHGATE_CORE_PLUGIN_RULE_SCOPE_H_

#include <cstddef>
#include <string>
#include <string_view>

#include "core/plugin/issues.h"

namespace meshgate::plugin {

class RuleScope {
 public:
  RuleScope(size_t index, RouteIssues& issues)
      : index_(index), field_("spec.rules[" + std::to_string(index) + "]"), issues_(issues) {}

  const std::string& field() const { return field_; }
  // "spec.rules[0].matches[1]"
  std::string Item(std::string_view list, size_t item) const {
    return std::string(field_).append(".").append(list) + "[" + std::to_string(item) + "]";
  }

  // The rule is not served, see RouteIssues. `message` says what is wrong with `field` and the way
  // out.
  void Refuse(std::string_view field, std::string_view message) {
    issues_.RefuseRule(index_, field, message);
  }

  // See RouteIssues.
  std::string ExpressionError(std::string_view expression) const {
    return issues_.ExpressionError(expression);
  }

 private:
  size_t index_;
  std::string field_;
  RouteIssues& issues_;
};

}  // namespace meshgate::plugin

#endif  // MESHGATE_CORE_PLUGIN_RULE_SCOPE_H_
