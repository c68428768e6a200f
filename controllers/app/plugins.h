// Which plugins this binary loads.
#ifndef MESHGATE_CONTROLLERS_APP_PLUGINS_H_
#define MESHGATE_CONTROLLERS_APP_PLUGINS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "controllers/app/runfiles.h"
#include "controllers/cli/settings.h"
#include "core/loader/registry.h"

namespace meshgate::app {

// The built-in plugins (the runfiles that builtin_plugins.txt lists, or the folder plugins/ beside
// the binary) and those of --plugin-dir. The error is one line for people. [load-time only]
absl::StatusOr<loader::Registry> LoadPlugins(const cli::Settings& settings,
                                             const Runfiles& runfiles);

}  // namespace meshgate::app

#endif  // MESHGATE_CONTROLLERS_APP_PLUGINS_H_
