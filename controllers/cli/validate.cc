#include "controllers/cli/validate.h"

#include <algorithm>
#include <tuple>
#include <utility>
#include <vector>

#include "controllers/cli/problems.h"
#include "controllers/cli/source_map.h"

namespace meshgate::cli {
namespace {

using provider::Finding;
using provider::Severity;

std::string Counted(size_t count, const std::string& noun) {
  return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

void AddProblems(const std::vector<ObjectProblem>& problems, const SourceMap& sources,
                 std::vector<Finding>& findings) {
  for (const ObjectProblem& problem : problems) {
    const Place place = sources.Find(problem.object, problem.field);
    const std::string field = problem.field.empty() ? "" : problem.field + ": ";
    findings.push_back({problem.severity, place.file, place.position, ToString(problem.object),
                        field + problem.message});
  }
}

auto PlaceOf(const Finding& finding) {
  return std::tie(finding.file, finding.position.line, finding.position.column);
}

std::string ToLine(Finding finding) {
  if (finding.severity == Severity::kWarning) {
    std::string& first = finding.object.empty() ? finding.message : finding.object;
    first.insert(0, "warning: ");
  }
  return ToString(finding) + "\n";
}

}  // namespace

Report Validate(const Settings& settings, const LoadedFiles& files,
                const resource::SchemaCatalog& schemas) {
  const SourceMap sources(settings.files, schemas);
  std::vector<Finding> findings = files.batch.findings;
  AddProblems(FindGatewayProblems(files), sources, findings);
  AddProblems(FindRouteProblems(files), sources, findings);
  AddProblems(FindPolicyProblems(files), sources, findings);
  std::stable_sort(findings.begin(), findings.end(),
                   [](const Finding& a, const Finding& b) { return PlaceOf(a) < PlaceOf(b); });
  Report report;
  size_t errors = 0;
  for (const Finding& finding : findings) {
    errors += finding.severity == Severity::kError ? 1 : 0;
    report.output += ToLine(finding);
  }
  report.found = !findings.empty();
  report.output += (findings.empty() ? "nothing wrong"
                                     : Counted(errors, "error") + ", " +
                                           Counted(findings.size() - errors, "warning")) +
                   " in " + Counted(sources.documents(), "object") + " of " +
                   Counted(sources.files(), "file") + "\n";
  return report;
}

}  // namespace meshgate::cli
