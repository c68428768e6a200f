// What every plugin must keep, whoever wrote it, as far as it can be seen from outside.
#ifndef MESHGATE_CORE_LOADER_CONTRACT_H_
#define MESHGATE_CORE_LOADER_CONTRACT_H_

#include <string>
#include <vector>

#include "core/loader/registry.h"
#include "core/resource/object.h"

namespace meshgate::loader {

// Asks the plugins of `registry` about each of `examples`, several times, in either order, on two
// threads at once. Returns what breaks the contract, one sentence each; nothing when they keep it:
// a version of three numbers, a role, an example of each kind and protocol, no failure (throw,
// result against the rules of the IR) on an example, and equal answers about equal objects.
std::vector<std::string> FindBreaches(const Registry& registry,
                                      const std::vector<resource::ObjectPtr>& examples);

}  // namespace meshgate::loader

#endif  // MESHGATE_CORE_LOADER_CONTRACT_H_
