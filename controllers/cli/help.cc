#include "controllers/cli/help.h"

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_join.h"
#include "controllers/cli/settings.h"

namespace meshgate::cli {
namespace {

using Rows = std::vector<std::pair<std::string, std::string>>;

std::string TwoColumns(const Rows& rows) {
  size_t width = 0;
  for (const auto& [left, right] : rows) width = std::max(width, left.size());
  std::string text;
  for (const auto& [left, right] : rows) {
    text += "  " + left + std::string(width + 2 - left.size(), ' ') + right + "\n";
  }
  return text;
}

std::string FlagText(const Setting& setting) {
  std::string text = setting.letter == 0 ? "    " : std::string("-") + setting.letter + ", ";
  text += "--" + std::string(setting.name);
  if (!setting.value_name.empty()) text += " " + std::string(setting.value_name);
  return text;
}

std::string FlagHelp(const Setting& setting) {
  std::string text(setting.help);
  if (!setting.choices.empty()) text += " One of " + absl::StrJoin(setting.choices, ", ") + ".";
  std::string standard(setting.default_text);
  if (standard.empty() && !IsSwitch(setting)) {
    standard = absl::StrJoin(Texts(setting, Settings()), ", ");
  }
  return standard.empty() ? text : text + " Default: " + standard + ".";
}

std::string Flags(Command command) {
  Rows rows;
  for (const Setting& setting : AllSettings()) {
    if (AppliesTo(setting, command)) rows.emplace_back(FlagText(setting), FlagHelp(setting));
  }
  rows.emplace_back("    --config FILE", "Read settings from this YAML file.");
  rows.emplace_back("    --print-config", "Print every setting with its source, and exit.");
  rows.emplace_back("-h, --help", "Print this help.");
  return "\nFlags:\n" + TwoColumns(rows) +
         "\nEach setting is also an environment variable, such as MESHGATE_LOG_LEVEL, and a key\n"
         "of the file, such as logLevel. A flag wins over the environment, that over the file.\n";
}

std::string Overview() {
  Rows rows;
  for (const CommandInfo& info : AllCommands()) {
    std::string left(info.words.empty() ? "(none)" : info.words);
    if (!info.arguments.empty()) left += " " + std::string(info.arguments);
    rows.emplace_back(std::move(left), info.summary);
  }
  return "meshgate is a Kubernetes Gateway API control plane for Envoy.\n\n"
         "Usage: manager [COMMAND] [FLAGS]\n\nCommands:\n" +
         TwoColumns(rows) + Flags(Command::kQuickstart) +
         "\n\"manager help COMMAND\" tells the flags of a command.\n"
         "Exit codes: 0 fine, 1 findings, 2 wrong usage, 3 something cannot be reached.\n";
}

}  // namespace

std::string HelpText(Command command) {
  if (command == Command::kHelp || command == Command::kQuickstart) return Overview();
  const CommandInfo& info = Describe(command);
  std::string text = std::string(info.summary) + "\n";
  if (!info.details.empty()) text += std::string(info.details) + "\n";
  return text + "\nUsage: " + Usage(info) + "\n" + Flags(command);
}

}  // namespace meshgate::cli
