#include "controllers/cli/settings.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <optional>
#include <type_traits>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_join.h"

namespace meshgate::cli {
namespace {

constexpr unsigned Bit(Command command) { return 1u << static_cast<unsigned>(command); }

constexpr unsigned kServe = Bit(Command::kQuickstart) | Bit(Command::kRun);
constexpr unsigned kRun = Bit(Command::kRun);
constexpr unsigned kTranslate = Bit(Command::kTranslate);
constexpr unsigned kValidate = Bit(Command::kValidate);
constexpr unsigned kExplain = Bit(Command::kExplain);
constexpr unsigned kOnFiles =
    kTranslate | kExplain | kValidate | Bit(Command::kDescribe);
constexpr unsigned kPluginTest = Bit(Command::kPluginTest);
constexpr unsigned kWithPlugins =
    kServe | kOnFiles | Bit(Command::kPluginList) | Bit(Command::kPluginInspect);

const std::array<std::string, 6> kLogLevels = {"trace", "debug", "info", "warn", "error", "off"};
const std::array<std::string, 3> kOutputs = {"status", "ir", "xds"};

const std::array<std::string, 3> kEscapedSlashes = {"redirect", "keep", "reject"};

const std::array kSettings = {
    Setting{"file", 'f', "FILE|DIR", "Read objects from this file or folder; may be repeated.", "",
            &Settings::files, kRun | kOnFiles | kPluginTest, /*is_path=*/true},
    Setting{"kubeconfig", 0, "FILE",
            "Serve the Gateways of the cluster that this file leads to. Inside a pod its own "
            "cluster is served without it.",
            "", &Settings::kubeconfig, kRun, /*is_path=*/true},
    Setting{"context", 0, "NAME", "Context of the kubeconfig.", "its current-context",
            &Settings::context, kRun},
    Setting{"namespace", 0, "NAME", "Namespace of the manager's own objects.",
            "the pod's, or that of the context", &Settings::ns, kRun},
    Setting{"xds-listen", 0, "IP:PORT", "Where the proxies of a cluster find their configuration.",
            "", &Settings::xds_listen, kRun},
    Setting{"proxy-image", 0, "IMAGE", "Container image of the proxies of a cluster.",
            "that of Envoy 1.40", &Settings::proxy_image, kRun},
    Setting{"gateway-class", 0, "NAME",
            "Make a GatewayClass of this name, once, as soon as Gateway API is installed.", "",
            &Settings::gateway_class, kRun},
    Setting{"admin-listen", 0, "IP:PORT", "Answer /healthz and /readyz here.", "",
            &Settings::admin_listen, kRun},
    Setting{"output", 'o', "FORMAT", "What to print.", "", &Settings::output, kTranslate, false,
            kOutputs},
    Setting{"request", 'X', "METHOD", "Method of the request.", "", &Settings::request, kExplain},
    Setting{"header", 'H', "'NAME: VALUE'", "Header of the request; may be repeated.", "",
            &Settings::headers, kExplain},
    Setting{"gateway", 0, "NAMESPACE/NAME", "Gateway that the request goes to.",
            "the one that serves its host and port", &Settings::gateway, kExplain},
    Setting{"ignore-kind", 0, "KIND.GROUP",
            "Do not tell of objects of this kind, which nothing serves; may be repeated.", "",
            &Settings::ignored_kinds, kValidate},
    Setting{"port-map", 0, "FILE",
            "JSON file that puts listeners and backends on other local addresses.", "",
            &Settings::port_map, kRun, /*is_path=*/true},
    Setting{"bind-address", 0, "IP", "Address of Gateways that name none.", "",
            &Settings::bind_address, kServe},
    Setting{"escaped-slashes", 0, "ACTION",
            "What becomes of a request whose path has %2F or %5C: 307 to the path with slashes, "
            "kept as it was sent, or 400.",
            "", &Settings::escaped_slashes, kServe | kOnFiles, false, kEscapedSlashes},
    Setting{"demo-backends", 0, "", "Answer for every Service that has no EndpointSlice.", "",
            &Settings::demo_backends, kRun},
    Setting{"demo-certificates", 0, "",
            "Make certificates, which nobody trusts, for Secrets of HTTPS listeners that are "
            "missing.",
            "", &Settings::demo_certificates, kRun},
    Setting{"status-dir", 0, "DIR", "Write the status of each object into this folder.", "",
            &Settings::status_dir, kServe, /*is_path=*/true},
    Setting{"runtime-dir", 0, "DIR", "Folder for the sockets, locks and logs of the Envoys.",
            "meshgate below $XDG_RUNTIME_DIR, else /tmp/meshgate-UID", &Settings::runtime_dir,
            kServe, /*is_path=*/true},
    Setting{"controller-name", 0, "NAME", "Serve GatewayClasses with this controllerName.", "",
            &Settings::controller_name, kServe | kOnFiles},
    Setting{"plugin-dir", 0, "FILE|DIR",
            "Load this plugin, or the plugins of this folder, too; may be repeated.", "",
            &Settings::plugin_dirs, kWithPlugins, /*is_path=*/true},
    Setting{"require-plugin", 0, "NAME", "Do not start without this plugin; may be repeated.", "",
            &Settings::required_plugins, kWithPlugins | kPluginTest},
    Setting{"log-level", 0, "LEVEL", "Least important messages to log.", "", &Settings::log_level,
            kServe, false, kLogLevels},
};

std::string Absolute(const std::string& path, const std::string& folder) {
  std::string absolute = (std::filesystem::path(folder) / path).lexically_normal().string();
  if (absolute.size() > 1 && absolute.ends_with('/')) absolute.pop_back();
  return absolute;
}

absl::Status CheckText(const Setting& setting, const std::string& text) {
  if (text.empty()) return absl::InvalidArgumentError("must not be empty");
  const bool known =
      setting.choices.empty() ||
      std::find(setting.choices.begin(), setting.choices.end(), text) != setting.choices.end();
  if (known) return absl::OkStatus();
  return absl::InvalidArgumentError("must be one of " + absl::StrJoin(setting.choices, ", ") +
                                    ", not \"" + text + "\"");
}

std::optional<bool> ParseSwitch(const std::string& text) {
  if (text == "true") return true;
  if (text == "false") return false;
  return std::nullopt;
}

}  // namespace

std::span<const Setting> AllSettings() { return kSettings; }

pipeline::EscapedSlashes EscapedSlashesOf(const Settings& settings) {
  if (settings.escaped_slashes == "keep") return pipeline::EscapedSlashes::kKeep;
  if (settings.escaped_slashes == "reject") return pipeline::EscapedSlashes::kReject;
  return pipeline::EscapedSlashes::kRedirect;
}

std::string EnvironmentName(const Setting& setting) {
  std::string name = "MESHGATE_" + absl::AsciiStrToUpper(std::string(setting.name));
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

std::string KeyName(const Setting& setting) {
  std::string key;
  bool upper = false;
  for (const char letter : setting.name) {
    if (letter != '-') key += upper ? absl::ascii_toupper(letter) : letter;
    upper = letter == '-';
  }
  return key;
}

bool AppliesTo(const Setting& setting, Command command) {
  return (setting.commands & Bit(command)) != 0;
}

bool IsList(const Setting& setting) {
  return std::holds_alternative<std::vector<std::string> Settings::*>(setting.field);
}

bool IsSwitch(const Setting& setting) {
  return std::holds_alternative<bool Settings::*>(setting.field);
}

absl::Status Assign(const Setting& setting, const std::vector<std::string>& texts,
                    const std::string& folder, Settings& settings) {
  std::vector<std::string> values;
  for (const std::string& text : texts) {
    if (absl::Status status = CheckText(setting, text); !status.ok()) return status;
    values.push_back(setting.is_path ? Absolute(text, folder) : text);
  }
  if (const auto* list = std::get_if<std::vector<std::string> Settings::*>(&setting.field)) {
    settings.*(*list) = std::move(values);
    return absl::OkStatus();
  }
  if (values.size() != 1) return absl::InvalidArgumentError("takes one value");
  if (const auto* text = std::get_if<std::string Settings::*>(&setting.field)) {
    settings.*(*text) = std::move(values.front());
    return absl::OkStatus();
  }
  const std::optional<bool> on = ParseSwitch(values.front());
  if (!on) return absl::InvalidArgumentError("must be true or false");
  settings.*std::get<bool Settings::*>(setting.field) = *on;
  return absl::OkStatus();
}

std::vector<std::string> Texts(const Setting& setting, const Settings& settings) {
  return std::visit(
      [&](const auto field) -> std::vector<std::string> {
        const auto& value = settings.*field;
        using T = std::decay_t<decltype(value)>;
        if constexpr (std::is_same_v<T, bool>) {
          return {value ? "true" : "false"};
        } else if constexpr (std::is_same_v<T, std::string>) {
          return value.empty() ? std::vector<std::string>() : std::vector<std::string>{value};
        } else {
          return value;
        }
      },
      setting.field);
}

}  // namespace meshgate::cli
