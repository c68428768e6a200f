// Loads plugins. All files are examined before the first is opened, so that no code of a plugin
// runs when another one is refused for what can be seen from outside. [load-time only]
#ifndef MESHGATE_CORE_LOADER_LOAD_H_
#define MESHGATE_CORE_LOADER_LOAD_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "core/loader/registry.h"

namespace meshgate::loader {

// `paths` are plugins, or folders whose *.so are plugins; `required` are names of plugins without
// which nothing starts. The same files in any order give the same result and the same error: the
// first one in the order of paths (files), then of names (registration). Plugins stay open for the
// life of the process, also after an error.
absl::StatusOr<Registry> Load(const std::vector<std::string>& paths,
                              const std::vector<std::string>& required = {});

// Name, version and file of a plugin, without its roles and without running its code. An error when
// Load would refuse it.
absl::StatusOr<Plugin> Inspect(const std::string& file);

}  // namespace meshgate::loader

#endif  // MESHGATE_CORE_LOADER_LOAD_H_
