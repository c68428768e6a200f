// What every object has: apiVersion, kind and metadata.
#ifndef MESHGATE_CORE_RESOURCE_OBJECT_META_H_
#define MESHGATE_CORE_RESOURCE_OBJECT_META_H_

#include <vector>

#include "core/resource/field_error.h"
#include "core/resource/field_path.h"
#include "core/resource/object_name.h"
#include "core/resource/schema_node.h"
#include "core/resource/value.h"

namespace meshgate::resource {

// Adds apiVersion, kind and metadata (meta/v1 ObjectMeta) to the schema of a root object and to the
// embedded resources below it. What the schema says itself about metadata.name stays. [pure]
void AddObjectFields(SchemaNode& root);

// Checks what ObjectMeta says beyond types: name and generateName, namespace, labels, annotations,
// ownerReferences and finalizers, each when it is given. `path` is that of the metadata. [pure]
void CheckObjectMeta(const Value& metadata, NameRule rule, const FieldPath& path,
                     std::vector<FieldError>& errors);

}  // namespace meshgate::resource

#endif  // MESHGATE_CORE_RESOURCE_OBJECT_META_H_
