// Why other listeners and routes of the Gateway have no part in a request. [engine thread]
#ifndef MESHGATE_CONTROLLERS_EXPLAIN_OTHERS_H_
#define MESHGATE_CONTROLLERS_EXPLAIN_OTHERS_H_

#include "controllers/explain/explain.h"

namespace meshgate::explain {

// Fills `listeners` and `routes` of an explanation that knows its port and host. Of the routes it
// names those whose hostnames cover the host and those that this Gateway does not take: the ones
// that somebody might have expected.
void ExplainOthers(const pipeline::Tables& tables, Explanation& out);

}  // namespace meshgate::explain

#endif  // MESHGATE_CONTROLLERS_EXPLAIN_OTHERS_H_
