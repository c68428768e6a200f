// The checks of a schema, one function each. A further check (patterns, bounds, formats, list
// types, validation rules) is a function of the same shape and a line in kSchemaChecks.
#ifndef MESHGATE_CORE_RESOURCE_SCHEMA_CHECKS_H_
#define MESHGATE_CORE_RESOURCE_SCHEMA_CHECKS_H_

#include <vector>

#include "core/resource/field_error.h"
#include "core/resource/field_path.h"
#include "core/resource/schema_node.h"
#include "core/resource/value.h"

namespace meshgate::resource {

// Looks at one value, not below it, after defaults are applied; appends what is wrong, in the words
// of the API server. [pure]
using SchemaCheck = void (*)(const SchemaNode& schema, const Value& value, const FieldPath& path,
                             std::vector<FieldError>& errors);

void CheckType(const SchemaNode& schema, const Value& value, const FieldPath& path,
               std::vector<FieldError>& errors);
void CheckEnum(const SchemaNode& schema, const Value& value, const FieldPath& path,
               std::vector<FieldError>& errors);
void CheckRequired(const SchemaNode& schema, const Value& value, const FieldPath& path,
                   std::vector<FieldError>& errors);

// In the order of the API server's answer.
inline constexpr SchemaCheck kSchemaChecks[] = {CheckType, CheckEnum, CheckRequired};

}  // namespace meshgate::resource

#endif  // MESHGATE_CORE_RESOURCE_SCHEMA_CHECKS_H_
