// What a route does, as a value, for DumpIr. [pure]
#ifndef MESHGATE_CORE_PIPELINE_RULE_DUMP_H_
#define MESHGATE_CORE_PIPELINE_RULE_DUMP_H_

#include "core/pipeline/model.h"
#include "core/resource/value.h"

namespace meshgate::pipeline {

// Only what differs from the defaults is printed, so that a golden shows what a case is about.
resource::Value DumpMatch(const ir::HttpMatch& match);
resource::Value DumpAction(const ir::Rule& rule, const ResolvedRule& resolved);
resource::Value DumpHeaderModifier(const ir::HeaderModifier& modifier);
// Who serves the connections of a listener, and where they go.
resource::Value DumpL4(const L4Service& service);

}  // namespace meshgate::pipeline

#endif  // MESHGATE_CORE_PIPELINE_RULE_DUMP_H_
