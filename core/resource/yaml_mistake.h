// Mistakes of people for which a YAML parser has words that do not help.
#ifndef MESHGATE_CORE_RESOURCE_YAML_MISTAKE_H_
#define MESHGATE_CORE_RESOURCE_YAML_MISTAKE_H_

#include <optional>
#include <string_view>

#include "core/resource/document.h"
#include "core/resource/value.h"

namespace meshgate::resource {

// What is most likely wrong in a text at which a parser stopped at `position`: a tab in the
// indentation, a no-break space (U+00A0) or a template that was not rendered, on that line or the
// one before, with its own place. [pure]
std::optional<DecodeError> FindMistake(std::string_view text, Position position);

}  // namespace meshgate::resource

#endif  // MESHGATE_CORE_RESOURCE_YAML_MISTAKE_H_
