#include "controllers/cli/plugin_new.h"

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <string_view>
#include <system_error>

#include "absl/strings/str_replace.h"
#include "controllers/cli/embedded_files.h"
#include "core/base/status_macros.h"
#include "core/plugin/syntax.h"

namespace meshgate::cli {
namespace {

namespace fs = std::filesystem;

constexpr size_t kMaxName = 40;
constexpr std::string_view kMakefile = "Makefile.example";

bool IsPluginName(std::string_view name) {
  const auto allowed = [](char c) { return plugin::IsLower(c) || plugin::IsDigit(c) || c == '_'; };
  return plugin::ConsistsOf(name, allowed) && name.size() <= kMaxName &&
         plugin::IsLower(name.front()) && name.back() != '_' &&
         name.find("__") == std::string_view::npos;
}

// "green_tea" and "green_tearoute" are both GreenTeaRoute.
std::string KindOf(std::string_view name) {
  constexpr std::string_view kSuffix = "route";
  if (name.ends_with(kSuffix)) name.remove_suffix(kSuffix.size());
  std::string kind;
  bool starts_word = true;
  for (const char c : name) {
    if (c != '_') kind += starts_word && plugin::IsLower(c) ? static_cast<char>(c - 'a' + 'A') : c;
    starts_word = c == '_';
  }
  return kind + "Route";
}

std::string UnderNewNames(std::string_view text, const NewPlugin& plugin) {
  return absl::StrReplaceAll({text.data(), text.size()}, {{"TeapotRoute", plugin.kind},
                                                          {"teapotroutes", plugin.plural},
                                                          {"teapotroute", plugin.name}});
}

absl::Status Write(const fs::path& path, std::string_view text, bool executable) {
  std::error_code error;
  fs::create_directories(path.parent_path(), error);
  std::ofstream file(path, std::ios::binary);
  file << text;
  if (!file.flush()) return absl::UnavailableError("cannot write " + path.string());
  constexpr fs::perms kExecutable =
      fs::perms::owner_exec | fs::perms::group_exec | fs::perms::others_exec;
  if (executable) fs::permissions(path, kExecutable, fs::perm_options::add, error);
  if (error) {
    return absl::UnavailableError("cannot write " + path.string() + ": " + error.message());
  }
  return absl::OkStatus();
}

absl::Status WriteFiles(const NewPlugin& plugin, const fs::path& folder) {
  for (const EmbeddedFile& file : TeapotFiles()) {
    const fs::path path = folder / UnderNewNames(file.path, plugin);
    MG_RETURN_IF_ERROR(Write(path, UnderNewNames(file.text, plugin), file.executable));
  }
  for (const EmbeddedFile& file : SdkFiles()) {
    MG_RETURN_IF_ERROR(Write(folder / "sdk" / file.path, file.text, file.executable));
    if (file.path != kMakefile) continue;
    MG_RETURN_IF_ERROR(Write(folder / "Makefile", file.text, file.executable));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<NewPlugin> NamePlugin(const std::string& name) {
  if (!IsPluginName(name)) {
    return absl::InvalidArgumentError(
        "\"" + name + "\" cannot be the name of a plugin; use at most " + std::to_string(kMaxName) +
        " lower case letters, digits and single underscores, such as \"green_tea\"");
  }
  NewPlugin plugin = {.name = name, .kind = KindOf(name), .plural = ""};
  plugin.plural = plugin::ToLower(plugin.kind) + "s";
  return plugin;
}

absl::Status WritePlugin(const NewPlugin& plugin, const std::string& folder) {
  std::error_code error;
  if (fs::exists(fs::symlink_status(folder, error))) {
    return absl::AlreadyExistsError(folder + " exists already; choose another name, or remove it");
  }
  if (!fs::create_directory(folder, error)) {
    return absl::UnavailableError("cannot make the folder " + folder + ": " + error.message());
  }
  const absl::Status written = WriteFiles(plugin, folder);
  if (!written.ok()) fs::remove_all(folder, error);
  return written;
}

}  // namespace meshgate::cli
