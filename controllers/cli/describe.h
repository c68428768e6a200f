// The sub-command describe: what one object means to the Gateways.
#ifndef MESHGATE_CONTROLLERS_CLI_DESCRIBE_H_
#define MESHGATE_CONTROLLERS_CLI_DESCRIBE_H_

#include <string>

#include "absl/status/statusor.h"
#include "controllers/cli/loaded_files.h"

namespace meshgate::cli {

// `kind` in any case, singular or plural; `name` is "NAMESPACE/NAME", or "NAME" for one that stands
// in the namespace "default" or in none. Found: there is no such object. InvalidArgument for a kind
// that describe knows nothing of.
absl::StatusOr<Report> Describe(const std::string& kind, const std::string& name,
                                const LoadedFiles& files);

}  // namespace meshgate::cli

#endif  // MESHGATE_CONTROLLERS_CLI_DESCRIBE_H_
