// Numbers as Kubernetes' Go libraries read and write them.
#ifndef MESHGATE_CORE_RESOURCE_NUMBER_H_
#define MESHGATE_CORE_RESOURCE_NUMBER_H_

#include <optional>
#include <string_view>

#include "core/resource/value.h"

namespace meshgate::resource {

// Reads a decimal number ("-1", "1.50", "1e3") as the API server's JSON decoder does: an integer of
// 64 bits, else a double, which still counts as an integer ("1000" of 1e3) when it is whole and
// exact (below 2^53). Nothing when `text` is no number or beyond the range of a double. [pure]
std::optional<Value> ParseNumber(std::string_view text);

}  // namespace meshgate::resource

#endif  // MESHGATE_CORE_RESOURCE_NUMBER_H_
