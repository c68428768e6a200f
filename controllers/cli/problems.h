// What is wrong with objects that an API server takes, read from the translator's tables.
// [engine thread]
#ifndef MESHGATE_CONTROLLERS_CLI_PROBLEMS_H_
#define MESHGATE_CONTROLLERS_CLI_PROBLEMS_H_

#include <string>
#include <vector>

#include "controllers/cli/loaded_files.h"
#include "controllers/provider/batch.h"

namespace meshgate::cli {

// A warning is about what may stand elsewhere, an object that is not among the files or a grant,
// and about what has no effect.
struct ObjectProblem {
  provider::Severity severity = provider::Severity::kError;
  resource::ObjectId object;
  std::string field;  // "spec.parentRefs[0]"; "" for the whole object
  std::string message;
};

// Of routes: fields that their plugin refuses, parents that do not take them, references that lead
// nowhere, rules that no request reaches or that answer nothing but 500.
std::vector<ObjectProblem> FindRouteProblems(const LoadedFiles& files);

// Of GatewayClasses, Gateways and their listeners.
std::vector<ObjectProblem> FindGatewayProblems(const LoadedFiles& files);

// Of policies: fields that their plugin refuses, targets that are none, other policies that are in
// force in their place.
std::vector<ObjectProblem> FindPolicyProblems(const LoadedFiles& files);

}  // namespace meshgate::cli

#endif  // MESHGATE_CONTROLLERS_CLI_PROBLEMS_H_
