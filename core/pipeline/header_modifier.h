// Changes of headers that apply one after the other, as one.
#ifndef MESHGATE_CORE_PIPELINE_HEADER_MODIFIER_H_
#define MESHGATE_CORE_PIPELINE_HEADER_MODIFIER_H_

#include "core/ir/route.h"

namespace meshgate::pipeline {

// Appends to `modifier` what `next` does after it. [pure]
void Append(const ir::HeaderModifier& next, ir::HeaderModifier& modifier);

}  // namespace meshgate::pipeline

#endif  // MESHGATE_CORE_PIPELINE_HEADER_MODIFIER_H_
