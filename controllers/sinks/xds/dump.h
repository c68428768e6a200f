// What the proxies of every Gateway would be served, for people and tests.
#ifndef MESHGATE_CONTROLLERS_SINKS_XDS_DUMP_H_
#define MESHGATE_CONTROLLERS_SINKS_XDS_DUMP_H_

#include <string>

#include "controllers/sinks/xds/stages.h"

namespace meshgate::xds {

// Appends one YAML document per Gateway, ordered by name: its listeners, route configurations,
// clusters and, if there are any, secrets, each in protobuf's JSON form; in place of a private key
// stand its hash and length. Equal tables give equal text. [engine thread]
void DumpXds(const Resources& resources, std::string& out);

}  // namespace meshgate::xds

#endif  // MESHGATE_CONTROLLERS_SINKS_XDS_DUMP_H_
