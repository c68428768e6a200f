// The sub-command plugin inspect.
#ifndef MESHGATE_CONTROLLERS_CLI_PLUGIN_INSPECT_H_
#define MESHGATE_CONTROLLERS_CLI_PLUGIN_INSPECT_H_

#include <string>

#include "absl/status/statusor.h"
#include "core/loader/registry.h"

namespace meshgate::cli {

// What `file` says of itself, what it brings along, and the verdict. `registry` is the result of
// loading it together with all other plugins; its error is the reason of a refusal. NotFound when
// the file cannot be read.
absl::StatusOr<std::string> InspectPlugin(const std::string& file,
                                          const absl::StatusOr<loader::Registry>& registry);

}  // namespace meshgate::cli

#endif  // MESHGATE_CONTROLLERS_CLI_PLUGIN_INSPECT_H_
