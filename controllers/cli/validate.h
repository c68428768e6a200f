// The sub-command validate: everything that is wrong with files, each with its place.
#ifndef MESHGATE_CONTROLLERS_CLI_VALIDATE_H_
#define MESHGATE_CONTROLLERS_CLI_VALIDATE_H_

#include "controllers/cli/loaded_files.h"
#include "core/resource/schema_catalog.h"

namespace meshgate::cli {

// One line for each problem, in the order of files and lines: "FILE:LINE:COLUMN: OBJECT: FIELD:
// MESSAGE", with "warning: " after the place for a warning (problems.h); then a line
// with counts. Found: anything at all.
Report Validate(const Settings& settings, const LoadedFiles& files,
                const resource::SchemaCatalog& schemas);

}  // namespace meshgate::cli

#endif  // MESHGATE_CONTROLLERS_CLI_VALIDATE_H_
