#include "controllers/cli/explain.h"

#include "controllers/explain/explain.h"
#include "controllers/explain/request.h"
#include "controllers/explain/text.h"
#include "core/base/status_macros.h"

namespace meshgate::cli {

absl::StatusOr<Report> Explain(const Settings& settings, const std::string& url,
                               const LoadedFiles& files) {
  MG_ASSIGN_OR_RETURN(const explain::Request request,
                      explain::ParseRequest(url, settings.request, settings.headers));
  MG_ASSIGN_OR_RETURN(const explain::Explanation explanation,
                      explain::Explain(files.translator.tables(), request, settings.gateway,
                                       files.translator.options().escaped_slashes));
  Report report = ReportFindings(files.batch);
  report.output = explain::ToText(explanation, files.registry);
  report.found |= !explain::IsServed(explanation);
  return report;
}

}  // namespace meshgate::cli
