// What a schema finds wrong with one field of an object.
#ifndef MESHGATE_CORE_RESOURCE_FIELD_ERROR_H_
#define MESHGATE_CORE_RESOURCE_FIELD_ERROR_H_

#include <cstddef>
#include <string>

#include "core/resource/value.h"

namespace meshgate::resource {

struct FieldError {
  std::string path;     // "spec.rules[0].matches[1].path.type"
  std::string message;  // in the API server's words: "Required value"
  Position position;    // of the value; of the object around it when the field is missing
};

// What is found beyond this number in one object is not reported.
inline constexpr size_t kMaxFieldErrors = 100;

}  // namespace meshgate::resource

#endif  // MESHGATE_CORE_RESOURCE_FIELD_ERROR_H_
