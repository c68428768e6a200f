// The sub-command plugin test.
#ifndef MESHGATE_CONTROLLERS_CLI_PLUGIN_CONTRACT_H_
#define MESHGATE_CONTROLLERS_CLI_PLUGIN_CONTRACT_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "core/loader/registry.h"
#include "core/resource/schema_catalog.h"

namespace meshgate::cli {

struct ContractReport {
  std::vector<std::string> findings;  // about the examples and the plugins, a line each
  size_t examples = 0;                // objects that the plugins were asked about
};

// Asks the plugins of `registry` about the objects of `files`. NotFound when a file cannot be read.
absl::StatusOr<ContractReport> TestContract(const std::vector<std::string>& files,
                                            const loader::Registry& registry,
                                            const resource::SchemaCatalog& schemas);

}  // namespace meshgate::cli

#endif  // MESHGATE_CONTROLLERS_CLI_PLUGIN_CONTRACT_H_
