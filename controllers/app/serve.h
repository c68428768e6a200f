// The sub-command run and the quickstart.
#ifndef MESHGATE_CONTROLLERS_APP_SERVE_H_
#define MESHGATE_CONTROLLERS_APP_SERVE_H_

#include "absl/status/status.h"
#include "controllers/app/runfiles.h"
#include "controllers/cli/settings.h"

namespace meshgate::app {

// Serves settings.files until SIGINT or SIGTERM, then drains and stops the proxies. An error of the
// start is one line for people: InvalidArgument for a setting that cannot be used, another code for
// something that cannot be reached.
absl::Status Serve(const cli::Settings& settings, const Runfiles& runfiles);

}  // namespace meshgate::app

#endif  // MESHGATE_CONTROLLERS_APP_SERVE_H_
