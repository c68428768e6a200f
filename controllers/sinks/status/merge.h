// What to write of a status, given what the object has: our entries, and nobody else's. [pure]
#ifndef MESHGATE_CONTROLLERS_SINKS_STATUS_MERGE_H_
#define MESHGATE_CONTROLLERS_SINKS_STATUS_MERGE_H_

#include <optional>
#include <string_view>

#include "core/resource/tree.h"
#include "core/resource/value.h"
#include "core/status/document.h"

namespace meshgate::status_sink {

// A JSON merge patch of `current`, the object's status, that makes it say what `ours` says; none
// when it does. `now` ("2026-11-29T01:02:03Z") is the lastTransitionTime of conditions whose status
// changes, others keep theirs. Kept as they are: entries of other controllers
// (RouteStatus.parents, PolicyStatus.ancestors), condition types that we never write, and fields of
// status that are not ours. Of more than 32 parents, or 16 ancestors, ours at the end are left out,
// since an API server takes no more.
std::optional<resource::Value> PatchToSay(const status::Document& ours, resource::Node current,
                                          std::string_view now);

// The same for a route or a policy that is no longer ours: takes our entries away.
std::optional<resource::Value> PatchToForget(resource::Node current,
                                             std::string_view controller_name);

}  // namespace meshgate::status_sink

#endif  // MESHGATE_CONTROLLERS_SINKS_STATUS_MERGE_H_
