// The settings of the manager, and the one table that flags, environment variables, configuration
// files, help and --print-config are made from.
#ifndef MESHGATE_CONTROLLERS_CLI_SETTINGS_H_
#define MESHGATE_CONTROLLERS_CLI_SETTINGS_H_

#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "controllers/cli/command.h"
#include "core/pipeline/escaped_slashes.h"

namespace meshgate::cli {

// Initial values are the defaults. Paths are absolute once resolved; "" = not given.
struct Settings {
  std::vector<std::string> files;
  std::string kubeconfig;
  std::string context;
  std::string ns;
  std::string xds_listen = "0.0.0.0:18000";
  std::string admin_listen;
  std::string proxy_image;
  std::string gateway_class;
  std::string controller_name = "gateways.kuma.io/controller";
  std::vector<std::string> plugin_dirs;
  std::vector<std::string> required_plugins;
  std::string bind_address = "127.0.0.1";
  std::string escaped_slashes = "redirect";
  std::string port_map;
  bool demo_backends = false;
  bool demo_certificates = false;
  std::string status_dir;
  std::string runtime_dir;
  std::string log_level = "info";
  std::string output = "status";
  std::string request = "GET";
  std::vector<std::string> headers;
  std::vector<std::string> ignored_kinds;
  std::string gateway;

  bool operator==(const Settings&) const = default;
};

using SettingField =
    std::variant<std::string Settings::*, std::vector<std::string> Settings::*, bool Settings::*>;

// One setting "plugin-dir" is the flag --plugin-dir, the environment variable MESHGATE_PLUGIN_DIR
// (a list is separated by commas) and the key pluginDir of the configuration file.
struct Setting {
  std::string_view name;
  char letter;                  // short flag, or 0
  std::string_view value_name;  // in the help; "" for a switch
  std::string_view help;
  std::string_view default_text;  // in the help, where the initial value does not say it all
  SettingField field;
  unsigned commands;  // bit (1 << Command) of each command that it changes
  bool is_path = false;
  std::span<const std::string> choices = {};  // empty: any text
};

// In the order of the help page. [pure]
std::span<const Setting> AllSettings();

std::string EnvironmentName(const Setting& setting);
std::string KeyName(const Setting& setting);
bool AppliesTo(const Setting& setting, Command command);
bool IsList(const Setting& setting);
bool IsSwitch(const Setting& setting);

pipeline::EscapedSlashes EscapedSlashesOf(const Settings& settings);

// Replaces the setting's value. InvalidArgument, without naming the setting, for an empty text, a
// text that is no choice, or several texts for one value. Paths are made absolute against `folder`.
absl::Status Assign(const Setting& setting, const std::vector<std::string>& texts,
                    const std::string& folder, Settings& settings);
// The value as texts: none for an empty list or an empty text.
std::vector<std::string> Texts(const Setting& setting, const Settings& settings);

}  // namespace meshgate::cli

#endif  // MESHGATE_CONTROLLERS_CLI_SETTINGS_H_
