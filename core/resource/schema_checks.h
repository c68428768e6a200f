// The checks of a schema, one function each. A further check is a function of the same shape and a
// line in kSchemaChecks.
#ifndef MESHGATE_CORE_RESOURCE_SCHEMA_CHECKS_H_
#define MESHGATE_CORE_RESOURCE_SCHEMA_CHECKS_H_

#include <vector>

#include "core/resource/field_error.h"
#include "core/resource/field_path.h"
#include "core/resource/schema_node.h"
#include "core/resource/value.h"

namespace meshgate::resource {

// Looks at one value after it is completed; appends what is wrong, in the words of the API server.
// Costs no more than time linear in the value. [pure]
using SchemaCheck = void (*)(const SchemaNode& schema, const Value& value, const FieldPath& path,
                             std::vector<FieldError>& errors);

// Of any value.
void CheckType(const SchemaNode& schema, const Value& value, const FieldPath& path,
               std::vector<FieldError>& errors);
void CheckEnum(const SchemaNode& schema, const Value& value, const FieldPath& path,
               std::vector<FieldError>& errors);
// Of scalars: lengths, patterns and formats; bounds, multiples and ranges of numbers.
void CheckString(const SchemaNode& schema, const Value& value, const FieldPath& path,
                 std::vector<FieldError>& errors);
void CheckNumber(const SchemaNode& schema, const Value& value, const FieldPath& path,
                 std::vector<FieldError>& errors);
// Of lists: sizes, and duplicates in sets and maps.
void CheckList(const SchemaNode& schema, const Value& value, const FieldPath& path,
               std::vector<FieldError>& errors);
// Of objects: sizes and required fields.
void CheckProperties(const SchemaNode& schema, const Value& value, const FieldPath& path,
                     std::vector<FieldError>& errors);
// Of objects with apiVersion, kind and metadata of their own inside another one.
void CheckEmbeddedResource(const SchemaNode& schema, const Value& value, const FieldPath& path,
                           std::vector<FieldError>& errors);

inline constexpr SchemaCheck kSchemaChecks[] = {
    CheckType, CheckString,     CheckNumber,           CheckList,
    CheckEnum, CheckProperties, CheckEmbeddedResource,
};

}  // namespace meshgate::resource

#endif  // MESHGATE_CORE_RESOURCE_SCHEMA_CHECKS_H_
