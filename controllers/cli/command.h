// The sub-commands of the manager.
#ifndef MESHGATE_CONTROLLERS_CLI_COMMAND_H_
#define MESHGATE_CONTROLLERS_CLI_COMMAND_H_

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace meshgate::cli {

enum class Command : uint8_t {
  kQuickstart,
  kRun,
  kTranslate,
  kValidate,
  kDescribe,
  kExplain,
  kPluginList,
  kPluginInspect,
  kPluginTest,
  kPluginNew,
  kVersion,
  kHelp
};

// What scripts may rely on.
enum class ExitCode : int { kOk = 0, kFindings = 1, kUsage = 2, kCannotReach = 3 };

struct CommandInfo {
  Command command;
  std::string_view words;    // as typed: "plugin list"; "" for the quickstart
  std::string_view summary;  // one sentence for the overview
  std::string_view details;  // for its own help; may be empty
  // The names of its positional arguments, all of them required: "KIND NAME".
  std::string_view arguments = {};
};

// In the order of the help page. [pure]
std::span<const CommandInfo> AllCommands();
const CommandInfo& Describe(Command command);
// "manager describe [FLAGS] KIND NAME".
std::string Usage(const CommandInfo& info);

}  // namespace meshgate::cli

#endif  // MESHGATE_CONTROLLERS_CLI_COMMAND_H_
