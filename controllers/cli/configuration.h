// All sources of settings put together: flag over environment over file over default.
#ifndef MESHGATE_CONTROLLERS_CLI_CONFIGURATION_H_
#define MESHGATE_CONTROLLERS_CLI_CONFIGURATION_H_

#include <map>
#include <string>

#include "absl/status/statusor.h"
#include "controllers/cli/command_line.h"
#include "controllers/cli/settings.h"

namespace meshgate::cli {

struct Configuration {
  Settings settings;
  // Where each setting that is not the default comes from: "--plugin-dir", "MESHGATE_PLUGIN_DIR",
  // "manager.yaml:3".
  std::map<const Setting*, std::string> sources;
};

// Environment variables by name.
using Environment = std::map<std::string, std::string>;

// The variables of this process whose names start with MESHGATE_.
Environment OwnEnvironment();

// Reads the file of --config or MESHGATE_CONFIG, if any. Relative paths are taken from `folder`, in
// the file from the file's own folder. InvalidArgument, with the place and the nearest known name,
// for anything unknown or of a wrong type in any source.
absl::StatusOr<Configuration> Resolve(const CommandLine& line, const Environment& environment,
                                      const std::string& folder);

// The configuration as a file that Resolve accepts, with the source of each value as a comment.
// [pure]
std::string Render(const Configuration& configuration);

}  // namespace meshgate::cli

#endif  // MESHGATE_CONTROLLERS_CLI_CONFIGURATION_H_
