// A number and a protocol together name a port of a Service or of an EndpointSlice.
#ifndef MESHGATE_CORE_RESOURCE_SERVICE_PORT_H_
#define MESHGATE_CORE_RESOURCE_SERVICE_PORT_H_

#include "core/resource/tree.h"

namespace meshgate::resource {

// Whether it is one that backends can have: they all speak TCP.
inline bool IsTcpPort(Node port) { return port["protocol"].TextOr("TCP") == "TCP"; }

}  // namespace meshgate::resource

#endif  // MESHGATE_CORE_RESOURCE_SERVICE_PORT_H_
