#include "controllers/cli/translate.h"

#include "controllers/sinks/xds/dump.h"
#include "core/pipeline/ir_dump.h"

namespace meshgate::cli {

Report Translate(const Settings& settings, const LoadedFiles& files) {
  Report report = ReportFindings(files.batch);
  if (settings.output == "ir") {
    pipeline::DumpIr(files.translator.tables(), report.output);
  } else if (settings.output == "xds") {
    xds::DumpXds(files.resources, report.output);
  } else {
    pipeline::DumpStatuses(files.translator.tables(), report.output);
  }
  return report;
}

}  // namespace meshgate::cli
