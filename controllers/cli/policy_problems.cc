#include <set>
#include <string>
#include <utility>
#include <variant>

#include "controllers/cli/problems.h"
#include "core/status/condition.h"

namespace meshgate::cli {
namespace {

// Its target may stand elsewhere.
provider::Severity SeverityOf(const status::Condition& condition) {
  const bool is_missing = condition.reason == status::kPolicyAcceptedFalseTargetNotFound.name;
  return is_missing ? provider::Severity::kWarning : provider::Severity::kError;
}

}  // namespace

std::vector<ObjectProblem> FindPolicyProblems(const LoadedFiles& files) {
  std::vector<ObjectProblem> problems;
  for (const resource::ObjectPtr& object : files.batch.put) {
    const auto* const document = files.translator.tables().statuses.Peek(object->id());
    if (document == nullptr) continue;
    const auto* const policy = std::get_if<status::PolicyStatus>(&document->status);
    if (policy == nullptr) continue;
    std::set<std::string> said;  // several Gateways have the same to say
    for (const status::ParentStatus& ancestor : policy->ancestors) {
      for (const status::Condition& condition : ancestor.conditions) {
        if (IsGood(condition) || !said.insert(condition.message).second) continue;
        problems.push_back({SeverityOf(condition), object->id(), "spec", condition.message});
      }
    }
  }
  return problems;
}

}  // namespace meshgate::cli
