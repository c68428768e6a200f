#include "controllers/cli/command_line.h"

#include <cstddef>
#include <optional>
#include <string_view>
#include <utility>

#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "core/base/status_macros.h"
#include "core/base/suggest.h"

namespace meshgate::cli {
namespace {

absl::Status Unknown(const std::string& what, const std::string& word,
                     const std::vector<std::string>& candidates) {
  std::string message = "unknown " + what + " \"" + word + "\"";
  const std::string_view closest = base::Closest(word, candidates);
  if (closest.empty()) {
    message += "; \"manager help\" lists what there is";
  } else {
    message += "; did you mean \"" + std::string(closest) + "\"?";
  }
  return absl::InvalidArgumentError(message);
}

// Takes the words of the command from the front of `arguments`.
absl::StatusOr<Command> TakeCommand(std::vector<std::string>& words) {
  if (words.empty()) return Command::kQuickstart;
  std::vector<std::string> candidates;
  for (const CommandInfo& info : AllCommands()) {
    if (info.words.empty()) continue;
    const std::string two = words.size() > 1 ? words[0] + " " + words[1] : "";
    if (info.words == words[0] || info.words == two) {
      words.erase(words.begin(), words.begin() + (info.words == words[0] ? 1 : 2));
      return info.command;
    }
    candidates.emplace_back(info.words);
  }
  std::vector<std::string> of_two;  // words, of which this is the first
  for (const std::string& candidate : candidates) {
    if (candidate.starts_with(words[0] + " ")) of_two.push_back(candidate);
  }
  if (of_two.empty()) return Unknown("command", words[0], candidates);
  if (words.size() > 1) return Unknown("command", words[0] + " " + words[1], of_two);
  return absl::InvalidArgumentError("\"" + words[0] + "\" is no command; there are \"" +
                                    absl::StrJoin(of_two, "\", \"") + "\"");
}

class FlagParser {
 public:
  FlagParser(const std::vector<std::string>& arguments, CommandLine& line)
      : arguments_(arguments), line_(line) {}

  // Collects flags; what is no flag is added to `words`.
  absl::Status Parse(std::vector<std::string>& words) {
    while (next_ < arguments_.size()) {
      const std::string& argument = arguments_[next_++];
      if (argument.size() > 1 && argument[0] == '-') {
        MG_RETURN_IF_ERROR(ParseFlag(argument));
      } else {
        words.push_back(argument);
      }
    }
    return absl::OkStatus();
  }

 private:
  absl::Status ParseFlag(const std::string& argument) {
    const bool is_long = argument.starts_with("--");
    const size_t equals = is_long ? argument.find('=') : std::string::npos;
    const std::string name = argument.substr(0, equals);
    std::optional<std::string> value;
    if (equals != std::string::npos) value = argument.substr(equals + 1);
    if (!value && (name == "--help" || name == "-h")) {
      line_.help = true;
      return absl::OkStatus();
    }
    if (!value && name == "--print-config") {
      line_.print_config = true;
      return absl::OkStatus();
    }
    if (name == "--config") {
      MG_ASSIGN_OR_RETURN(line_.config_file, TakeValue(name, value));
      return absl::OkStatus();
    }
    return ParseSetting(name, std::move(value));
  }

  absl::Status ParseSetting(const std::string& name, std::optional<std::string> value) {
    std::vector<std::string> candidates = {"--help", "--print-config", "--config"};
    for (const Setting& setting : AllSettings()) {
      candidates.push_back("--" + std::string(setting.name));
      const bool is_short = setting.letter != 0 && name == std::string("-") + setting.letter;
      if (!is_short && name != candidates.back()) continue;
      if (IsSwitch(setting) && !value) value = "true";
      MG_ASSIGN_OR_RETURN(std::string text, TakeValue(name, value));
      line_.values[&setting].push_back(std::move(text));
      return absl::OkStatus();
    }
    return Unknown("flag", name, candidates);
  }

  absl::StatusOr<std::string> TakeValue(const std::string& name,
                                        const std::optional<std::string>& value) {
    if (value) return *value;
    if (next_ == arguments_.size()) {
      return absl::InvalidArgumentError(name + " needs a value");
    }
    return arguments_[next_++];
  }

  const std::vector<std::string>& arguments_;
  CommandLine& line_;
  size_t next_ = 0;
};

absl::Status CheckFlagsFit(const CommandLine& line) {
  for (const auto& [setting, values] : line.values) {
    if (AppliesTo(*setting, line.command)) continue;
    std::string owners;
    for (const CommandInfo& info : AllCommands()) {
      if (info.words.empty() || !AppliesTo(*setting, info.command)) continue;
      owners += (owners.empty() ? "" : ", ") + std::string(info.words);
    }
    const std::string_view words = Describe(line.command).words;
    return absl::InvalidArgumentError(
        (words.empty() ? "the quickstart" : "the command " + std::string(words)) +
        " does not take --" + std::string(setting->name) + "; it belongs to: " + owners);
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<CommandLine> ParseCommandLine(const std::vector<std::string>& arguments) {
  CommandLine line;
  std::vector<std::string> words;
  FlagParser parser(arguments, line);
  MG_RETURN_IF_ERROR(parser.Parse(words));
  MG_ASSIGN_OR_RETURN(line.command, TakeCommand(words));
  if (line.command == Command::kHelp) {
    line.help = true;
    if (!words.empty()) {
      MG_ASSIGN_OR_RETURN(line.command, TakeCommand(words));
    }
  }
  if (line.help) return line;
  MG_RETURN_IF_ERROR(CheckFlagsFit(line));
  MG_RETURN_IF_ERROR(CheckArguments(Describe(line.command), words));
  line.arguments = std::move(words);
  return line;
}

absl::Status CheckArguments(const CommandInfo& info, const std::vector<std::string>& arguments) {
  const std::vector<std::string> names =
      absl::StrSplit(std::string(info.arguments), ' ', absl::SkipEmpty());
  if (arguments.size() > names.size()) {
    return absl::InvalidArgumentError(
        "unexpected argument \"" + arguments[names.size()] + "\"; " +
        (names.empty() ? "files are given with --file" : "usage: " + Usage(info)));
  }
  if (arguments.size() < names.size()) {
    return absl::InvalidArgumentError(std::string(info.words) + " needs " +
                                      names[arguments.size()] + "; usage: " + Usage(info));
  }
  return absl::OkStatus();
}

}  // namespace meshgate::cli
