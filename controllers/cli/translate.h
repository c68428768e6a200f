// The sub-command translate: what files and folders mean, without running anything.
#ifndef MESHGATE_CONTROLLERS_CLI_TRANSLATE_H_
#define MESHGATE_CONTROLLERS_CLI_TRANSLATE_H_

#include <string>

#include "absl/status/statusor.h"
#include "controllers/cli/settings.h"
#include "core/loader/registry.h"
#include "core/resource/schema_catalog.h"

namespace meshgate::cli {

struct Translation {
  std::string output;    // for stdout
  std::string findings;  // for stderr, one line each
  bool refused = false;  // some object was left out
};

// settings.files become settings.output. NotFound when a file cannot be read.
absl::StatusOr<Translation> Translate(const Settings& settings, const loader::Registry& registry,
                                      const resource::SchemaCatalog& schemas);

}  // namespace meshgate::cli

#endif  // MESHGATE_CONTROLLERS_CLI_TRANSLATE_H_
