// Values of plugins (core/ir/value.h) as values that the codecs write. [pure]
#ifndef MESHGATE_CORE_PIPELINE_IR_VALUE_H_
#define MESHGATE_CORE_PIPELINE_IR_VALUE_H_

#include "core/ir/value.h"
#include "core/resource/value.h"

namespace meshgate::pipeline {

resource::Value ToResourceValue(const ir::Value& value);
resource::Value ToResourceValue(const ir::ValueMap& fields);

}  // namespace meshgate::pipeline

#endif  // MESHGATE_CORE_PIPELINE_IR_VALUE_H_
