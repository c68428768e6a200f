// The sub-commands plugin list, inspect, test and new, from the settings to what is printed.
#ifndef MESHGATE_CONTROLLERS_APP_PLUGIN_COMMANDS_H_
#define MESHGATE_CONTROLLERS_APP_PLUGIN_COMMANDS_H_

#include <string>

#include "absl/status/statusor.h"
#include "controllers/app/runfiles.h"
#include "controllers/cli/command.h"
#include "controllers/cli/settings.h"

namespace meshgate::app {

// Each prints its result; the error is one line for people. Paths are absolute.
absl::StatusOr<cli::ExitCode> ListPlugins(const cli::Settings& settings, const Runfiles& runfiles);
absl::StatusOr<cli::ExitCode> InspectPlugin(const std::string& file, cli::Settings settings,
                                            const Runfiles& runfiles);
absl::StatusOr<cli::ExitCode> TestPlugin(const std::string& file, const cli::Settings& settings);
absl::StatusOr<cli::ExitCode> MakePlugin(const std::string& name, const std::string& folder,
                                         const cli::Settings& settings, const Runfiles& runfiles);

}  // namespace meshgate::app

#endif  // MESHGATE_CONTROLLERS_APP_PLUGIN_COMMANDS_H_
