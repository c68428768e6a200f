#include "controllers/app/plugin_commands.h"

#include <filesystem>
#include <iostream>
#include <system_error>
#include <utility>

#include "controllers/app/plugins.h"
#include "controllers/app/schemas.h"
#include "controllers/cli/plugin_contract.h"
#include "controllers/cli/plugin_inspect.h"
#include "controllers/cli/plugin_list.h"
#include "controllers/cli/plugin_new.h"
#include "core/base/status_macros.h"
#include "core/loader/load.h"

namespace meshgate::app {
namespace {

using cli::ExitCode;

// The plugins, if their CustomResourceDefinitions are good too.
absl::StatusOr<loader::Registry> LoadWithSchemas(const cli::Settings& settings,
                                                 const Runfiles& runfiles) {
  MG_ASSIGN_OR_RETURN(loader::Registry registry, LoadPlugins(settings, runfiles));
  MG_RETURN_IF_ERROR(MakeSchemas(registry).status());
  return registry;
}

// A plugin of this name could be built, but not loaded.
absl::Status CheckNameIsFree(const std::string& name, const loader::Registry& registry) {
  for (const loader::Plugin& plugin : registry.plugins()) {
    if (plugin.name != name) continue;
    return absl::InvalidArgumentError("this manager has a plugin " + name + " already (" +
                                      plugin.file + "); choose another name");
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<ExitCode> ListPlugins(const cli::Settings& settings, const Runfiles& runfiles) {
  MG_ASSIGN_OR_RETURN(const loader::Registry registry, LoadPlugins(settings, runfiles));
  std::cout << cli::PluginList(registry) << std::flush;
  return ExitCode::kOk;
}

absl::StatusOr<ExitCode> InspectPlugin(const std::string& file, cli::Settings settings,
                                       const Runfiles& runfiles) {
  settings.plugin_dirs.push_back(file);
  const absl::StatusOr<loader::Registry> registry = LoadWithSchemas(settings, runfiles);
  MG_ASSIGN_OR_RETURN(const std::string text, cli::InspectPlugin(file, registry));
  std::cout << text << std::flush;
  return registry.ok() ? ExitCode::kOk : ExitCode::kFindings;
}

absl::StatusOr<ExitCode> TestPlugin(const std::string& file, const cli::Settings& settings) {
  if (settings.files.empty()) {
    return absl::InvalidArgumentError("plugin test needs --file with objects of each kind");
  }
  MG_ASSIGN_OR_RETURN(const loader::Registry registry,
                      loader::Load({file}, settings.required_plugins));
  MG_ASSIGN_OR_RETURN(const resource::SchemaCatalog schemas, MakeSchemas(registry));
  MG_ASSIGN_OR_RETURN(const cli::ContractReport report,
                      cli::TestContract(settings.files, registry, schemas));
  for (const std::string& finding : report.findings) std::cerr << finding << "\n";
  if (!report.findings.empty()) return ExitCode::kFindings;
  for (const loader::Plugin& plugin : registry.plugins()) {
    std::cout << "plugin " << plugin.name << " " << plugin.version << " keeps the contract on "
              << report.examples << " objects" << std::endl;
  }
  return ExitCode::kOk;
}

absl::StatusOr<ExitCode> MakePlugin(const std::string& name, const std::string& folder,
                                    const cli::Settings& settings, const Runfiles& runfiles) {
  MG_ASSIGN_OR_RETURN(const cli::NewPlugin plugin, cli::NamePlugin(name));
  MG_ASSIGN_OR_RETURN(const loader::Registry registry, LoadPlugins(settings, runfiles));
  MG_RETURN_IF_ERROR(CheckNameIsFree(name, registry));
  MG_RETURN_IF_ERROR(cli::WritePlugin(plugin, folder));
  std::error_code error;
  const std::string manager = std::filesystem::read_symlink("/proc/self/exe", error).string();
  std::cout << "wrote " << folder << ": a plugin with the route kind " << plugin.kind
            << ".example.com\n"
            << "  cd " << name << "\n"
            << "  make\n"
            << "  make test MANAGER=" << manager << "\n"
            << "  make run MANAGER=" << manager << "\n"
            << "Then make it yours: " << name << "_plugin.cc says what the kind does, crds/ what "
            << "its objects look like, testdata/ what is expected. PLUGINS.md of meshgate is the "
            << "guide." << std::endl;
  return ExitCode::kOk;
}

}  // namespace meshgate::app
