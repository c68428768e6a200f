// The manager: reads the command line and hands over to a sub-command.
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "controllers/app/console.h"
#include "controllers/app/plugin_commands.h"
#include "controllers/app/plugins.h"
#include "controllers/app/runfiles.h"
#include "controllers/app/schemas.h"
#include "controllers/app/serve.h"
#include "controllers/app/serve_cluster.h"
#include "controllers/cli/command_line.h"
#include "controllers/cli/configuration.h"
#include "controllers/cli/describe.h"
#include "controllers/cli/explain.h"
#include "controllers/cli/help.h"
#include "controllers/cli/loaded_files.h"
#include "controllers/cli/translate.h"
#include "controllers/cli/validate.h"
#include "controllers/cli/version.h"

namespace meshgate::app {
namespace {

using cli::Command;
using cli::ExitCode;

ExitCode Fail(const absl::Status& status) {
  std::cerr << Colored(WantsColor(STDERR_FILENO), Color::kRed, "error: ")
            << std::string(status.message()) << "\n";
  const bool usage = status.code() == absl::StatusCode::kInvalidArgument;
  return usage ? ExitCode::kUsage : ExitCode::kCannotReach;
}

// Where the user is: `bazel run` starts programs elsewhere.
std::string WorkingFolder() {
  const char* folder = std::getenv("BUILD_WORKING_DIRECTORY");
  return folder != nullptr ? folder : std::filesystem::current_path().string();
}

std::string AbsolutePath(const std::string& path) {
  return (std::filesystem::path(WorkingFolder()) / path).lexically_normal().string();
}

// Of a command that has printed its result.
ExitCode Told(const absl::StatusOr<ExitCode>& code) {
  return code.ok() ? *code : Fail(code.status());
}

// A sub-command that answers a question about files.
using FileCommand = absl::StatusOr<cli::Report> (*)(const cli::CommandLine& line,
                                                    const cli::Settings& settings,
                                                    const cli::LoadedFiles& files,
                                                    const resource::SchemaCatalog& schemas);

ExitCode AnswerAbout(const cli::CommandLine& line, const cli::Settings& settings,
                     const Runfiles& runfiles, FileCommand command) {
  if (settings.files.empty()) {
    return Fail(absl::InvalidArgumentError(std::string(cli::Describe(line.command).words) +
                                           " needs --file FILE or --file FOLDER"));
  }
  const auto registry = LoadPlugins(settings, runfiles);
  if (!registry.ok()) return Fail(registry.status());
  const auto schemas = SchemasToServe(*registry);
  if (!schemas.ok()) return Fail(schemas.status());
  const auto files = cli::LoadAndTranslate(settings, *registry, *schemas);
  if (!files.ok()) return Fail(files.status());
  const auto report = command(line, settings, **files, *schemas);
  if (!report.ok()) return Fail(report.status());
  std::cerr << report->findings;
  std::cout << report->output << std::flush;
  return report->found ? ExitCode::kFindings : ExitCode::kOk;
}

// Runfiles are links: the folder to watch is the one that people edit.
absl::StatusOr<std::string> QuickstartFolder(const Runfiles& runfiles) {
  const auto file =
      runfiles.Find("meshgate/testdata/quickstart/gateway.yaml", "quickstart/gateway.yaml");
  if (!file.ok()) return file.status();
  return std::filesystem::canonical(*file).parent_path().string();
}

ExitCode ServeClusterUntilSignal(const cli::Settings& settings, const Runfiles& runfiles) {
  absl::StatusOr<kubernetes::Access> access = FindCluster(settings);
  if (absl::IsNotFound(access.status()) && settings.kubeconfig.empty()) {
    return Fail(absl::InvalidArgumentError(
        "run needs --file FILE, --file FOLDER or --kubeconfig FILE: " +
        std::string(access.status().message())));
  }
  if (!access.ok()) return Fail(access.status());
  const absl::Status served = ServeCluster(settings, *std::move(access), runfiles);
  return served.ok() ? ExitCode::kOk : Fail(served);
}

ExitCode ServeUntilSignal(const cli::CommandLine& line, cli::Settings settings,
                          const Runfiles& runfiles) {
  if (line.command == Command::kQuickstart) {
    const auto folder = QuickstartFolder(runfiles);
    if (!folder.ok()) return Fail(folder.status());
    settings.files = {*folder};
    settings.demo_backends = true;
  } else if (settings.files.empty()) {
    return ServeClusterUntilSignal(settings, runfiles);
  } else if (!settings.kubeconfig.empty()) {
    return Fail(absl::InvalidArgumentError("--file and --kubeconfig exclude each other"));
  }
  const absl::Status served = Serve(settings, runfiles);
  return served.ok() ? ExitCode::kOk : Fail(served);
}

ExitCode Run(const cli::CommandLine& line, const cli::Settings& settings) {
  const Runfiles runfiles = Runfiles::OfThisBinary();
  switch (line.command) {
    case Command::kQuickstart:
    case Command::kRun:
      return ServeUntilSignal(line, settings, runfiles);
    case Command::kTranslate:
      return AnswerAbout(line, settings, runfiles,
                         [](const auto&, const auto& from, const auto& files, const auto&) {
                           return absl::StatusOr<cli::Report>(cli::Translate(from, files));
                         });
    case Command::kValidate:
      return AnswerAbout(line, settings, runfiles,
                         [](const auto&, const auto& from, const auto& files, const auto& schemas) {
                           return absl::StatusOr<cli::Report>(cli::Validate(from, files, schemas));
                         });
    case Command::kDescribe:
      return AnswerAbout(line, settings, runfiles,
                         [](const auto& typed, const auto&, const auto& files, const auto&) {
                           return cli::Describe(typed.arguments[0], typed.arguments[1], files);
                         });
    case Command::kExplain:
      return AnswerAbout(line, settings, runfiles,
                         [](const auto& typed, const auto& from, const auto& files, const auto&) {
                           return cli::Explain(from, typed.arguments[0], files);
                         });
    case Command::kPluginList:
      return Told(ListPlugins(settings, runfiles));
    case Command::kPluginInspect:
      return Told(InspectPlugin(AbsolutePath(line.arguments[0]), settings, runfiles));
    case Command::kPluginTest:
      return Told(TestPlugin(AbsolutePath(line.arguments[0]), settings));
    case Command::kPluginNew:
      return Told(
          MakePlugin(line.arguments[0], AbsolutePath(line.arguments[0]), settings, runfiles));
    case Command::kVersion:
      std::cout << "meshgate " << cli::kVersion << std::endl;
      return ExitCode::kOk;
    case Command::kHelp:
      break;
  }
  std::cout << cli::HelpText(line.command) << std::flush;
  return ExitCode::kOk;
}

ExitCode Main(const std::vector<std::string>& arguments) {
  const auto line = cli::ParseCommandLine(arguments);
  if (!line.ok()) return Fail(line.status());
  if (line->help) {
    std::cout << cli::HelpText(line->command) << std::flush;
    return ExitCode::kOk;
  }
  const auto configuration = cli::Resolve(*line, cli::OwnEnvironment(), WorkingFolder());
  if (!configuration.ok()) return Fail(configuration.status());
  if (line->print_config) {
    std::cout << cli::Render(*configuration) << std::flush;
    return ExitCode::kOk;
  }
  return Run(*line, configuration->settings);
}

}  // namespace
}  // namespace meshgate::app

int main(int argc, char** argv) {
  return static_cast<int>(meshgate::app::Main(std::vector<std::string>(argv + 1, argv + argc)));
}
