#include "controllers/cli/plugin_contract.h"

#include <algorithm>

#include "controllers/provider/batch.h"
#include "controllers/provider/file/file_provider.h"
#include "core/base/status_macros.h"
#include "core/loader/contract.h"
#include "core/resource/well_known.h"

namespace meshgate::cli {

absl::StatusOr<ContractReport> TestContract(const std::vector<std::string>& files,
                                            const loader::Registry& registry,
                                            const resource::SchemaCatalog& schemas) {
  MG_ASSIGN_OR_RETURN(const provider::Batch batch, provider::LoadFiles(files, schemas));
  ContractReport report;
  report.examples = std::count_if(batch.put.begin(), batch.put.end(), [](const auto& object) {
    return object->id().kind != resource::kNamespace;  // which are implied
  });
  for (const provider::Finding& finding : batch.findings) {
    report.findings.push_back(provider::ToString(finding));
  }
  for (const std::string& breach : loader::FindBreaches(registry, batch.put)) {
    report.findings.push_back(breach);
  }
  return report;
}

}  // namespace meshgate::cli
