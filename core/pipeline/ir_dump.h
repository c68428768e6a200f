// The translator's result as text: what `translate --output ir` prints and what goldens hold.
#ifndef MESHGATE_CORE_PIPELINE_IR_DUMP_H_
#define MESHGATE_CORE_PIPELINE_IR_DUMP_H_

#include <string>

#include "core/pipeline/translator.h"

namespace meshgate::pipeline {

// Appends one YAML document per Gateway that needs a proxy: its listeners, the hosts of each with
// their rules in the order in which they apply or the route that gets its connections, and its
// clusters. Equal tables give equal bytes.
// [engine thread]
void DumpIr(const Tables& tables, std::string& out);

// Appends one YAML document per status, ordered by kind, namespace and name.
void DumpStatuses(const Tables& tables, std::string& out);

}  // namespace meshgate::pipeline

#endif  // MESHGATE_CORE_PIPELINE_IR_DUMP_H_
