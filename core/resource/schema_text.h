// Schemas that are written in our own code.
#ifndef MESHGATE_CORE_RESOURCE_SCHEMA_TEXT_H_
#define MESHGATE_CORE_RESOURCE_SCHEMA_TEXT_H_

#include <string_view>

#include "core/resource/schema_node.h"

namespace meshgate::resource {

// The schema of a YAML text of ours, in the language of CRDs; a broken text ends the process.
// [pure]
SchemaNode ParseSchemaText(std::string_view yaml);

}  // namespace meshgate::resource

#endif  // MESHGATE_CORE_RESOURCE_SCHEMA_TEXT_H_
