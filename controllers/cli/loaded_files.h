// Files and folders, translated: what the sub-commands that answer questions about them start from.
#ifndef MESHGATE_CONTROLLERS_CLI_LOADED_FILES_H_
#define MESHGATE_CONTROLLERS_CLI_LOADED_FILES_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "controllers/cli/settings.h"
#include "controllers/provider/batch.h"
#include "controllers/sinks/xds/stages.h"
#include "core/loader/registry.h"
#include "core/pipeline/translator.h"
#include "core/resource/schema_catalog.h"

namespace meshgate::cli {

struct LoadedFiles {
  LoadedFiles(const loader::Registry& registry, pipeline::Options options, provider::Batch loaded);

  const loader::Registry& registry;  // outlives this
  const provider::Batch batch;
  pipeline::Translator translator;  // has committed the batch
  const xds::Resources resources;
};

// What settings.files say, as if every proxy had acknowledged it. NotFound when a file cannot be
// read. `registry` is kept, `schemas` is not.
absl::StatusOr<std::unique_ptr<LoadedFiles>> LoadAndTranslate(
    const Settings& settings, const loader::Registry& registry,
    const resource::SchemaCatalog& schemas);

// What a sub-command tells about files.
struct Report {
  std::string output;    // for stdout
  std::string findings;  // for stderr, one line each
  bool found = false;    // something is wrong: the exit code says so
};

// A report without output that tells what was wrong with the files: found, if an object was
// refused.
Report ReportFindings(const provider::Batch& batch);

}  // namespace meshgate::cli

#endif  // MESHGATE_CONTROLLERS_CLI_LOADED_FILES_H_
