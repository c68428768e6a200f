// What the user typed, taken apart.
#ifndef MESHGATE_CONTROLLERS_CLI_COMMAND_LINE_H_
#define MESHGATE_CONTROLLERS_CLI_COMMAND_LINE_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "controllers/cli/command.h"
#include "controllers/cli/settings.h"

namespace meshgate::cli {

struct CommandLine {
  Command command = Command::kQuickstart;
  bool help = false;                                          // --help, -h, or the command help
  bool print_config = false;                                  // --print-config
  std::string config_file;                                    // --config; "" = not given
  std::vector<std::string> arguments;                         // as many as the command declares
  std::map<const Setting*, std::vector<std::string>> values;  // of flags, in the order given
};

// `arguments` without the program's name. InvalidArgument, with the nearest known word, for
// anything unknown, for a flag of another command, for a flag without its value, and for positional
// arguments that are missing or too many. [pure]
absl::StatusOr<CommandLine> ParseCommandLine(const std::vector<std::string>& arguments);

// OK if `arguments` are as many as the command declares.
absl::Status CheckArguments(const CommandInfo& info, const std::vector<std::string>& arguments);

}  // namespace meshgate::cli

#endif  // MESHGATE_CONTROLLERS_CLI_COMMAND_LINE_H_
