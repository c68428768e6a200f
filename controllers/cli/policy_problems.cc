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

// A message begins with the field that it is about.
ObjectProblem ToProblem(const resource::ObjectId& id, const status::Condition& condition) {
  const std::string& message = condition.message;
  const size_t colon = message.find(": ");
  const bool has_field = message.starts_with("spec.") && colon != std::string::npos;
  return {SeverityOf(condition), id, has_field ? message.substr(0, colon) : "spec",
          has_field ? message.substr(colon + 2) : message};
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
        problems.push_back(ToProblem(object->id(), condition));
      }
    }
  }
  return problems;
}

}  // namespace meshgate::cli
