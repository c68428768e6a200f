// What describe says of each kind of object, as values. All is read from the translator's tables.
// [engine thread]
#ifndef MESHGATE_CONTROLLERS_CLI_DESCRIPTIONS_H_
#define MESHGATE_CONTROLLERS_CLI_DESCRIPTIONS_H_

#include <string>
#include <vector>

#include "controllers/cli/loaded_files.h"
#include "core/resource/value.h"
#include "core/status/condition.h"

namespace meshgate::cli {

// Parents with the listeners and hostnames that serve the route, rules with their actions,
// endpoints of its backends, references that lead nowhere, the plugin.
resource::Value DescribeRoute(const LoadedFiles& files, const loader::RouteKind& kind,
                              const resource::ObjectId& id);

// Addresses, conditions, and each listener with its certificates and the routes that are attached.
resource::Value DescribeGateway(const LoadedFiles& files, const resource::Object& gateway);

// Conditions and the Gateways of the class.
resource::Value DescribeGatewayClass(const LoadedFiles& files, const resource::ObjectId& id);

// The plugin, the targets, and the conditions for each Gateway that does what the policy says.
resource::Value DescribePolicy(const LoadedFiles& files, const loader::PolicyKind& kind,
                               const resource::ObjectId& id);

// Endpoints by port, policies, and the fields of routes that refer to it.
resource::Value DescribeService(const LoadedFiles& files, const resource::ObjectId& id);

// Sets "policies": those that are in force on the object, and on which section; nothing when there
// are none.
void SetPolicies(const LoadedFiles& files, const resource::ObjectId& object, resource::Value& out);

// Sets "plugin": its name, version and file.
void SetPlugin(const loader::Registry& registry, const std::string& plugin, resource::Value& out);

// "Accepted: True, Accepted: The route is attached."
resource::Value ToValue(const std::vector<status::Condition>& conditions);

// A map that begins with the kind and name of the object.
resource::Value NewDescription(const resource::ObjectId& id);

}  // namespace meshgate::cli

#endif  // MESHGATE_CONTROLLERS_CLI_DESCRIPTIONS_H_
