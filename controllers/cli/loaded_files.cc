#include "controllers/cli/loaded_files.h"

#include <utility>

#include "controllers/sinks/xds/translator_stages.h"
#include "controllers/provider/file/file_provider.h"
#include "controllers/sinks/xds/envoy_filters.h"
#include "core/base/status_macros.h"

namespace meshgate::cli {
namespace {

// From the documentation block of RFC 5737: no proxy exists that could have an address.
constexpr char kPlaceholderAddress[] = "192.0.2.1";

}  // namespace

LoadedFiles::LoadedFiles(const loader::Registry& plugins, pipeline::Options options,
                         provider::Batch loaded)
    : registry(plugins),
      batch(std::move(loaded)),
      translator(plugins, std::move(options)),
      resources(xds::AddStages(translator, plugins)) {
  for (const resource::ObjectPtr& object : batch.put) translator.inputs().Put(object);
  translator.engine().Commit();
}

absl::StatusOr<std::unique_ptr<LoadedFiles>> LoadAndTranslate(
    const Settings& settings, const loader::Registry& registry,
    const resource::SchemaCatalog& schemas) {
  MG_ASSIGN_OR_RETURN(provider::Batch batch, provider::LoadFiles(settings.files, schemas,
                                                                settings.ignored_kinds));
  pipeline::Options options;
  options.controller_name = settings.controller_name;
  options.escaped_slashes = EscapedSlashesOf(settings);
  options.default_address = kPlaceholderAddress;
  options.assume_acknowledged = true;
  options.find_invalid_envoy_message = xds::FindInvalidRouteConfig;
  return std::make_unique<LoadedFiles>(registry, std::move(options), std::move(batch));
}

Report ReportFindings(const provider::Batch& batch) {
  Report report;
  for (const provider::Finding& finding : batch.findings) {
    report.findings += provider::ToString(finding) + "\n";
    report.found |= finding.severity == provider::Severity::kError;
  }
  return report;
}

}  // namespace meshgate::cli
