// The texts of k8s.io/apimachinery and k8s.io/kube-openapi about wrong values.
#ifndef MESHGATE_CORE_RESOURCE_SCHEMA_MESSAGES_H_
#define MESHGATE_CORE_RESOURCE_SCHEMA_MESSAGES_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/resource/field_error.h"
#include "core/resource/field_path.h"
#include "core/resource/value.h"

namespace meshgate::resource {

// A value as JSON, cut when it is long. [pure]
std::string Quote(const Value& value);
std::string Quote(std::string_view text);
// Cuts a long text. [pure]
std::string Cut(std::string text);

// "Invalid value: QUOTED: spec.port in body DETAIL". [pure]
FieldError InvalidInBody(const FieldPath& path, Position position, const std::string& quoted,
                         const std::string& detail);
// "Too many: COUNT: must have at most MAX items". [pure]
FieldError TooMany(const FieldPath& path, Position position, size_t count, int64_t max);

}  // namespace meshgate::resource

#endif  // MESHGATE_CORE_RESOURCE_SCHEMA_MESSAGES_H_
