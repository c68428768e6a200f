#include "controllers/cli/translate.h"

#include <utility>

#include "controllers/app/xds_stages.h"
#include "controllers/provider/batch.h"
#include "controllers/provider/file/file_provider.h"
#include "controllers/sinks/xds/dump.h"
#include "core/base/status_macros.h"
#include "core/pipeline/ir_dump.h"
#include "core/pipeline/translator.h"

namespace meshgate::cli {
namespace {

// From the documentation block of RFC 5737: no proxy exists that could have an address.
constexpr char kPlaceholderAddress[] = "192.0.2.1";

pipeline::Options OptionsOf(const Settings& settings) {
  pipeline::Options options;
  options.controller_name = settings.controller_name;
  options.default_address = kPlaceholderAddress;
  options.assume_acknowledged = true;
  return options;
}

}  // namespace

absl::StatusOr<Translation> Translate(const Settings& settings, const loader::Registry& registry,
                                      const resource::SchemaCatalog& schemas) {
  MG_ASSIGN_OR_RETURN(provider::Batch batch, provider::LoadFiles(settings.files, schemas));
  Translation translation;
  for (const provider::Finding& finding : batch.findings) {
    translation.findings += provider::ToString(finding) + "\n";
    if (finding.severity == provider::Severity::kError) translation.refused = true;
  }
  pipeline::Translator translator(registry, OptionsOf(settings));
  const xds::Resources resources = app::AddXdsStages(translator);
  for (resource::ObjectPtr& object : batch.put) translator.inputs().Put(std::move(object));
  translator.engine().Commit();
  if (settings.output == "ir") {
    pipeline::DumpIr(translator.tables(), translation.output);
  } else if (settings.output == "xds") {
    xds::DumpXds(resources, translation.output);
  } else {
    pipeline::DumpStatuses(translator.tables(), translation.output);
  }
  return translation;
}

}  // namespace meshgate::cli
