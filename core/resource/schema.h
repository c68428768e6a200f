// The schema of one kind.
#ifndef MESHGATE_CORE_RESOURCE_SCHEMA_H_
#define MESHGATE_CORE_RESOURCE_SCHEMA_H_

#include <memory>
#include <vector>

#include "core/resource/field_error.h"
#include "core/resource/schema_node.h"
#include "core/resource/value.h"

namespace meshgate::resource {

// Copied like a pointer. [thread-safe]
class Schema {
 public:
  explicit Schema(SchemaNode root);

  // Completes a value and checks it, as the API server does: a null that the schema does not allow
  // becomes the default or goes; defaults appear inside parents that are present; then types, enums
  // and required fields are checked. Unknown fields stay. Errors stand in the order of the fields.
  // [pure]
  std::vector<FieldError> Admit(Value& value) const;

 private:
  std::shared_ptr<const SchemaNode> root_;
};

}  // namespace meshgate::resource

#endif  // MESHGATE_CORE_RESOURCE_SCHEMA_H_
