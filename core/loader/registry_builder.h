// Builds a Registry from plugins that are already open. [load-time only]
#ifndef MESHGATE_CORE_LOADER_REGISTRY_BUILDER_H_
#define MESHGATE_CORE_LOADER_REGISTRY_BUILDER_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "core/loader/registry.h"
#include "core/plugin/plugin.h"

namespace meshgate::loader {

class RegistryBuilder {
 public:
  // Asks `plugin` for its roles. FailedPrecondition when its registration throws, or when it brings
  // a kind, a protocol or a membership that another plugin brought; the builder is then of no
  // further use.
  absl::Status Add(Plugin plugin, const plugin::Entry& entry);

  Registry Build() &&;

 private:
  class Registration;

  Registry registry_;
  std::map<std::string, std::string> owners_;  // what only one may have -> "plugin NAME (FILE)"
};

}  // namespace meshgate::loader

#endif  // MESHGATE_CORE_LOADER_REGISTRY_BUILDER_H_
