// What an API server makes of an object before it checks it.
#ifndef MESHGATE_CORE_RESOURCE_SCHEMA_COMPLETION_H_
#define MESHGATE_CORE_RESOURCE_SCHEMA_COMPLETION_H_

#include <vector>

#include "core/resource/field_error.h"
#include "core/resource/schema_node.h"
#include "core/resource/value.h"

namespace meshgate::resource {

// Drops the fields that the schema does not know and appends each of them to `unknown` (at
// most kMaxFieldErrors), drops or replaces the nulls that it does not allow, and adds defaults
// inside parents that are present: k8s.io/apiextensions-apiserver/pkg/apiserver/schema, pruning and
// defaulting. [pure]
void Complete(const SchemaNode& schema, Value& value, std::vector<FieldError>& unknown);

}  // namespace meshgate::resource

#endif  // MESHGATE_CORE_RESOURCE_SCHEMA_COMPLETION_H_
