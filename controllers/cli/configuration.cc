#include "controllers/cli/configuration.h"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_split.h"
#include "core/base/status_macros.h"
#include "core/base/suggest.h"
#include "core/resource/value.h"
#include "core/resource/yaml.h"

namespace meshgate::cli {
namespace {

using resource::NodeType;
using resource::Position;
using resource::Value;

constexpr std::string_view kApiVersion = "config.meshgate.io/v1alpha1";
constexpr std::string_view kKind = "ManagerConfiguration";
constexpr std::string_view kPrefix = "MESHGATE_";
constexpr std::string_view kConfigVariable = "MESHGATE_CONFIG";

absl::Status AssignFrom(const std::string& source, const Setting& setting,
                        const std::vector<std::string>& texts, const std::string& folder,
                        Configuration& configuration) {
  const absl::Status status = Assign(setting, texts, folder, configuration.settings);
  if (!status.ok()) {
    return absl::InvalidArgumentError(source + ": " + std::string(status.message()));
  }
  configuration.sources[&setting] = source;
  return absl::OkStatus();
}

std::string DidYouMean(const std::string& name, const std::vector<std::string>& candidates) {
  const std::string_view closest = base::Closest(name, candidates);
  if (closest.empty()) return "; \"manager --print-config\" lists all settings";
  return "; did you mean \"" + std::string(closest) + "\"?";
}

// --- the file ---

class ConfigurationFile {
 public:
  ConfigurationFile(const std::string& path, Configuration& configuration)
      : path_(path),
        folder_(std::filesystem::path(path).parent_path().string()),
        configuration_(configuration) {}

  absl::Status Apply() {
    MG_ASSIGN_OR_RETURN(const Value document, Read());
    for (const resource::Field& field : document.fields) {
      if (field.key == "apiVersion") {
        MG_RETURN_IF_ERROR(Expect(field, kApiVersion));
      } else if (field.key == "kind") {
        MG_RETURN_IF_ERROR(Expect(field, kKind));
      } else {
        MG_RETURN_IF_ERROR(ApplyField(field));
      }
    }
    for (const std::string_view key : {"apiVersion", "kind"}) {
      if (document.Find(key) == nullptr) return Refuse({1, 1}, std::string(key) + " is missing");
    }
    return absl::OkStatus();
  }

 private:
  absl::StatusOr<Value> Read() {
    std::ifstream file(path_);
    std::stringstream text;
    text << file.rdbuf();
    if (!file) {
      return absl::InvalidArgumentError("cannot read the configuration file " + path_ +
                                        "; name one that exists with --config");
    }
    resource::Decoded decoded = resource::DecodeYaml(text.str());
    if (decoded.error) return Refuse(decoded.error->position, decoded.error->message);
    if (decoded.documents.size() != 1) return Refuse({1, 1}, "must hold one document");
    return std::move(decoded.documents.front().value);
  }

  absl::Status Expect(const resource::Field& field, std::string_view text) {
    if (field.value.text == text) return absl::OkStatus();
    return Refuse(field.position, field.key + " must be " + std::string(text));
  }

  absl::Status ApplyField(const resource::Field& field) {
    std::vector<std::string> candidates = {"apiVersion", "kind"};
    for (const Setting& setting : AllSettings()) {
      candidates.push_back(KeyName(setting));
      if (field.key != candidates.back()) continue;
      std::vector<std::string> texts;
      MG_RETURN_IF_ERROR(TakeTexts(setting, field, texts));
      return AssignFrom(Place(field.position) + ": " + field.key, setting, texts, folder_,
                        configuration_);
    }
    return Refuse(field.position,
                  "unknown key \"" + field.key + "\"" + DidYouMean(field.key, candidates));
  }

  absl::Status TakeTexts(const Setting& setting, const resource::Field& field,
                         std::vector<std::string>& texts) {
    const NodeType wanted = IsSwitch(setting) ? NodeType::kBool : NodeType::kString;
    if (!IsList(setting)) {
      if (field.value.type != wanted) {
        return Refuse(
            field.value.position,
            field.key + (IsSwitch(setting) ? " must be true or false" : " must be a string"));
      }
      texts.push_back(field.value.text);
      return absl::OkStatus();
    }
    const bool is_list = field.value.type == NodeType::kList &&
                         std::all_of(field.value.items.begin(), field.value.items.end(),
                                     [&](const Value& item) { return item.type == wanted; });
    if (!is_list) return Refuse(field.value.position, field.key + " must be a list of strings");
    for (const Value& item : field.value.items) texts.push_back(item.text);
    return absl::OkStatus();
  }

  std::string Place(Position position) const { return path_ + ":" + std::to_string(position.line); }

  absl::Status Refuse(Position position, const std::string& message) const {
    return absl::InvalidArgumentError(Place(position) + ":" + std::to_string(position.column) +
                                      ": " + message);
  }

  const std::string path_;
  const std::string folder_;
  Configuration& configuration_;
};

// --- environment and flags ---

absl::Status ApplyEnvironment(const Environment& environment, const std::string& folder,
                              Configuration& configuration) {
  for (const auto& [name, text] : environment) {
    if (name == kConfigVariable) continue;
    std::vector<std::string> candidates = {std::string(kConfigVariable)};
    const Setting* found = nullptr;
    for (const Setting& setting : AllSettings()) {
      candidates.push_back(EnvironmentName(setting));
      if (name == candidates.back()) found = &setting;
    }
    if (found == nullptr) {
      return absl::InvalidArgumentError("unknown environment variable " + name +
                                        DidYouMean(name, candidates));
    }
    const std::vector<std::string> texts = IsList(*found)
                                               ? std::vector<std::string>(absl::StrSplit(text, ','))
                                               : std::vector<std::string>{text};
    MG_RETURN_IF_ERROR(AssignFrom(name, *found, texts, folder, configuration));
  }
  return absl::OkStatus();
}

std::string ConfigurationPath(const CommandLine& line, const Environment& environment,
                              const std::string& folder) {
  std::string path = line.config_file;
  if (const auto variable = environment.find(std::string(kConfigVariable));
      path.empty() && variable != environment.end()) {
    path = variable->second;
  }
  return path.empty() ? "" : (std::filesystem::path(folder) / path).lexically_normal().string();
}

Value ToValue(const Setting& setting, const Settings& settings) {
  std::vector<Value> items;
  for (std::string& text : Texts(setting, settings)) {
    items.push_back(IsSwitch(setting) ? Value::Bool(text == "true")
                                      : Value::String(std::move(text)));
  }
  if (IsList(setting)) return Value::List(std::move(items));
  return items.empty() ? Value::String("") : std::move(items.front());
}

}  // namespace

Environment OwnEnvironment() {
  Environment own;
  for (char** variable = environ; *variable != nullptr; ++variable) {
    const std::string_view text(*variable);
    const size_t equals = text.find('=');
    if (!text.starts_with(kPrefix) || equals == std::string_view::npos) continue;
    own.emplace(text.substr(0, equals), text.substr(equals + 1));
  }
  return own;
}

absl::StatusOr<Configuration> Resolve(const CommandLine& line, const Environment& environment,
                                      const std::string& folder) {
  Configuration configuration;
  const std::string path = ConfigurationPath(line, environment, folder);
  if (!path.empty()) {
    MG_RETURN_IF_ERROR(ConfigurationFile(path, configuration).Apply());
  }
  MG_RETURN_IF_ERROR(ApplyEnvironment(environment, folder, configuration));
  for (const auto& [setting, texts] : line.values) {
    MG_RETURN_IF_ERROR(
        AssignFrom("--" + std::string(setting->name), *setting, texts, folder, configuration));
  }
  return configuration;
}

std::string Render(const Configuration& configuration) {
  std::string text =
      "apiVersion: " + std::string(kApiVersion) + "\nkind: " + std::string(kKind) + "\n";
  for (const Setting& setting : AllSettings()) {
    const auto source = configuration.sources.find(&setting);
    const bool is_default = source == configuration.sources.end();
    Value entry = Value::Map();
    entry.Set(KeyName(setting), ToValue(setting, configuration.settings));
    std::string lines;
    resource::EncodeYaml(entry, lines);
    // A value that is not given has no spelling in a file: it is shown, but as a comment.
    const bool is_absent = Texts(setting, configuration.settings).empty();
    text += (is_absent ? "# " : "") + lines.substr(0, lines.find('\n')) + "  # from " +
            (is_default ? "the default" : source->second) + lines.substr(lines.find('\n'));
  }
  return text;
}

}  // namespace meshgate::cli
