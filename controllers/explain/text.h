// An explanation as people read it. [pure]
#ifndef MESHGATE_CONTROLLERS_EXPLAIN_TEXT_H_
#define MESHGATE_CONTROLLERS_EXPLAIN_TEXT_H_

#include <string>

#include "controllers/explain/explain.h"
#include "core/loader/registry.h"

namespace meshgate::explain {

// Whole lines; the registry names the plugin that the chosen route's kind is from.
std::string ToText(const Explanation& explanation, const loader::Registry& registry);

// Whether the request is served: answered by a backend, by a redirect, or by a rule with a status
// below 400. Some shares may still be answered with 500.
bool IsServed(const Explanation& explanation);

}  // namespace meshgate::explain

#endif  // MESHGATE_CONTROLLERS_EXPLAIN_TEXT_H_
