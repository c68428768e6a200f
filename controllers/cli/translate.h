// The sub-command translate: what files and folders mean, without running anything.
#ifndef MESHGATE_CONTROLLERS_CLI_TRANSLATE_H_
#define MESHGATE_CONTROLLERS_CLI_TRANSLATE_H_

#include "controllers/cli/loaded_files.h"

namespace meshgate::cli {

// As settings.output wants it.
Report Translate(const Settings& settings, const LoadedFiles& files);

}  // namespace meshgate::cli

#endif  // MESHGATE_CONTROLLERS_CLI_TRANSLATE_H_
