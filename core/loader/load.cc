#include "core/loader/load.h"

#include <map>
#include <string_view>
#include <utility>

#include "core/base/status_macros.h"
#include "core/base/suggest.h"
#include "core/loader/plugin_files.h"
#include "core/loader/registry_builder.h"
#include "core/loader/shared_object.h"
#include "core/plugin/abi.h"
#include "core/plugin/version.h"

namespace meshgate::loader {
namespace {

using PluginsByName = std::map<std::string, Plugin>;

absl::Status AddDistinct(Plugin plugin, PluginsByName& plugins) {
  const auto [other, added] = plugins.try_emplace(plugin.name, plugin);
  if (added) return absl::OkStatus();
  return absl::AlreadyExistsError("two files are the plugin " + plugin.name + ": " +
                                  other->second.file + " and " + plugin.file + "; remove one");
}

absl::Status CheckRequired(const std::vector<std::string>& required, const PluginsByName& plugins) {
  for (const std::string& name : required) {
    if (plugins.contains(name)) continue;
    std::vector<std::string> names;
    for (const auto& [loaded, plugin] : plugins) names.push_back(loaded);
    const std::string near(base::Closest(name, names));
    return absl::NotFoundError("the required plugin " + name + " is not among the plugins found" +
                               (near.empty() ? "" : " (did you mean " + near + "?)") +
                               "; add its file or folder with --plugin-dir, or do not require it");
  }
  return absl::OkStatus();
}

// What differs between the fingerprint of a plugin and ours; see abi.h.
std::string DifferencesOf(std::string_view fingerprint) {
  static constexpr struct {
    size_t begin;
    size_t size;
    std::string_view name;
  } kParts[] = {{0, 10, "other SDK headers"},
                {10, 1, "other sanitizers"},
                {11, 1, "other switches of libstdc++"},
                {12, 4, "another C++ ABI of the compiler"}};
  std::string text;
  for (const auto& [begin, size, name] : kParts) {
    const std::string_view ours(MESHGATE_ABI_FINGERPRINT);
    if (fingerprint.substr(begin, size) == ours.substr(begin, size)) continue;
    text.append(text.empty() ? "" : ", ").append(name);
  }
  return text;
}

}  // namespace

absl::StatusOr<Plugin> Inspect(const std::string& file) {
  MG_ASSIGN_OR_RETURN(Marker marker, ReadMarker(file));
  if (marker.fingerprint != MESHGATE_ABI_FINGERPRINT) {
    return absl::FailedPreconditionError(
        "plugin " + marker.name + " (" + file + ") was built for meshgate " + marker.release +
        " with fingerprint " + marker.fingerprint +
        ", but this is meshgate " MESHGATE_VERSION " with " MESHGATE_ABI_FINGERPRINT " (" +
        DifferencesOf(marker.fingerprint) +
        "); rebuild the plugin with the SDK of this release, as PLUGINS.md tells");
  }
  return Plugin{std::move(marker.name), std::move(marker.version), file, {}};
}

absl::StatusOr<Registry> Load(const std::vector<std::string>& paths,
                              const std::vector<std::string>& required) {
  MG_ASSIGN_OR_RETURN(const std::vector<std::string> files, ListPluginFiles(paths));
  PluginsByName plugins;
  for (const std::string& file : files) {
    MG_ASSIGN_OR_RETURN(Plugin plugin, Inspect(file));
    MG_RETURN_IF_ERROR(AddDistinct(std::move(plugin), plugins));
  }
  MG_RETURN_IF_ERROR(CheckRequired(required, plugins));
  RegistryBuilder builder;
  for (const auto& [name, plugin] : plugins) {
    MG_ASSIGN_OR_RETURN(const plugin::Entry* entry, Open(plugin.file));
    MG_RETURN_IF_ERROR(builder.Add(plugin, *entry));
  }
  return std::move(builder).Build();
}

}  // namespace meshgate::loader
