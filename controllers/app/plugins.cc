#include "controllers/app/plugins.h"

#include <filesystem>
#include <fstream>

#include "controllers/sinks/xds/envoy_filters.h"
#include "core/base/status_macros.h"
#include "core/loader/load.h"

namespace meshgate::app {
namespace {

// Paths of plugins, or of folders of plugins.
absl::StatusOr<std::vector<std::string>> BuiltinPlugins(const Runfiles& runfiles) {
  MG_ASSIGN_OR_RETURN(const std::string found,
                      runfiles.Find("meshgate/controllers/builtin_plugins.txt", "plugins"));
  if (std::filesystem::is_directory(found)) return std::vector<std::string>{found};
  const std::filesystem::path root = std::filesystem::path(found).parent_path().parent_path();
  std::vector<std::string> paths;
  std::ifstream list(found);
  for (std::string path; list >> path;) paths.push_back((root / path).string());
  return paths;
}

// Of what Envoy refuses, no listener would be left.
absl::Status CheckEnvoyFilters(const loader::Registry& registry) {
  for (const loader::FilterKind& kind : registry.filter_kinds()) {
    if (!kind.spec.envoy_filter) continue;
    const std::string error = xds::FindInvalidEnvoyFilter(*kind.spec.envoy_filter);
    if (error.empty()) continue;
    return absl::FailedPreconditionError("plugin " + kind.plugin + " registers the filter kind " +
                                         resource::ToString(kind.kind) +
                                         " with an Envoy filter that cannot be used: " + error +
                                         "; report it to its author, or remove the plugin");
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<loader::Registry> LoadPlugins(const cli::Settings& settings,
                                             const Runfiles& runfiles) {
  MG_ASSIGN_OR_RETURN(std::vector<std::string> paths, BuiltinPlugins(runfiles));
  paths.insert(paths.end(), settings.plugin_dirs.begin(), settings.plugin_dirs.end());
  MG_ASSIGN_OR_RETURN(loader::Registry registry, loader::Load(paths, settings.required_plugins));
  MG_RETURN_IF_ERROR(CheckEnvoyFilters(registry));
  return registry;
}

}  // namespace meshgate::app
