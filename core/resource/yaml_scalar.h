// The type of a YAML scalar that was written without quotes.
#ifndef MESHGATE_CORE_RESOURCE_YAML_SCALAR_H_
#define MESHGATE_CORE_RESOURCE_YAML_SCALAR_H_

#include <optional>
#include <string_view>

#include "core/resource/value.h"

namespace meshgate::resource {

// Reads a plain scalar as sigs.k8s.io/yaml v1.4 does, hence kubectl: YAML 1.1 booleans (y, yes, on,
// true, their opposites, in lower, Title and UPPER case), null and ~, integers with signs,
// underscores and the prefixes 0x, 0o, 0 and 0b, floats ("1e3" is the integer 1000). Everything
// else, dates and base 60 numbers included, is a string. Nothing for infinities and NaN, which JSON
// cannot hold. [pure]
std::optional<Value> ResolvePlainScalar(std::string_view text);

}  // namespace meshgate::resource

#endif  // MESHGATE_CORE_RESOURCE_YAML_SCALAR_H_
