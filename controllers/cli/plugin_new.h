// The sub-command plugin new.
#ifndef MESHGATE_CONTROLLERS_CLI_PLUGIN_NEW_H_
#define MESHGATE_CONTROLLERS_CLI_PLUGIN_NEW_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace meshgate::cli {

// The names in a new plugin. Its group is example.com until its author writes another one.
struct NewPlugin {
  std::string name;    // "green_tea": of the plugin and of its folder
  std::string kind;    // "GreenTeaRoute"
  std::string plural;  // "greentearoutes"
};

// InvalidArgument when `name` cannot be that of a plugin: lower case letters, digits and single
// underscores between them, at most 40, the first one a letter. [pure]
absl::StatusOr<NewPlugin> NamePlugin(const std::string& name);

// Writes the example teapotroute under other names into `folder`, with a Makefile and the SDK below
// sdk/. AlreadyExists when there is something at `folder`; after any other error there is nothing.
absl::Status WritePlugin(const NewPlugin& plugin, const std::string& folder);

}  // namespace meshgate::cli

#endif  // MESHGATE_CONTROLLERS_CLI_PLUGIN_NEW_H_
