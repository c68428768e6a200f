// Help texts, made from the tables of commands and settings. [pure]
#ifndef MESHGATE_CONTROLLERS_CLI_HELP_H_
#define MESHGATE_CONTROLLERS_CLI_HELP_H_

#include <string>

#include "controllers/cli/command.h"

namespace meshgate::cli {

// The overview of all commands for kHelp and kQuickstart, else the help of one command.
std::string HelpText(Command command);

}  // namespace meshgate::cli

#endif  // MESHGATE_CONTROLLERS_CLI_HELP_H_
