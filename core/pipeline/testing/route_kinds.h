// A registry of route kinds that live in the test itself, so that no shared object is needed.
//
// HTTPRoute (protocols HTTP and HTTPS) reads matches, request headers and backends, refuses a rule
// with any other filter and throws for an object with the annotation "throw"; TCPRoute reads
// backends. HeaderFilter is the one filter kind. Listeners of HTTPS name certificates; a mode
// refuses them. Objects are divided by the label "mesh".
#ifndef MESHGATE_CORE_PIPELINE_TESTING_ROUTE_KINDS_H_
#define MESHGATE_CORE_PIPELINE_TESTING_ROUTE_KINDS_H_

#include "core/loader/registry.h"

namespace meshgate::pipeline::world {

// One for the whole process. [thread-safe]
const loader::Registry& Registry();

// The same without the filter kind and the protocol HTTPS.
const loader::Registry& RegistryOfRoutesOnly();

}  // namespace meshgate::pipeline::world

#endif  // MESHGATE_CORE_PIPELINE_TESTING_ROUTE_KINDS_H_
