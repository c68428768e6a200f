// The sub-command plugin list. [pure]
#ifndef MESHGATE_CONTROLLERS_CLI_PLUGIN_LIST_H_
#define MESHGATE_CONTROLLERS_CLI_PLUGIN_LIST_H_

#include <string>

#include "core/loader/registry.h"

namespace meshgate::cli {

// One line per plugin: name, version, roles, file; the first line names the columns.
std::string PluginList(const loader::Registry& registry);

}  // namespace meshgate::cli

#endif  // MESHGATE_CONTROLLERS_CLI_PLUGIN_LIST_H_
