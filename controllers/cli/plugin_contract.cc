#include "controllers/cli/plugin_contract.h"

#include "controllers/provider/batch.h"
#include "controllers/provider/file/file_provider.h"
#include "core/base/status_macros.h"
#include "core/loader/contract.h"

namespace meshgate::cli {

absl::StatusOr<ContractReport> TestContract(const std::vector<std::string>& files,
                                            const loader::Registry& registry,
                                            const resource::SchemaCatalog& schemas) {
  MG_ASSIGN_OR_RETURN(const provider::Batch batch, provider::LoadFiles(files, schemas));
  ContractReport report;
  report.examples = batch.put.size();
  for (const provider::Finding& finding : batch.findings) {
    report.findings.push_back(provider::ToString(finding));
  }
  for (const std::string& breach : loader::FindBreaches(registry, batch.put)) {
    report.findings.push_back(breach);
  }
  return report;
}

}  // namespace meshgate::cli
