// Text of users on its way to a terminal or a log.
#ifndef MESHGATE_CORE_BASE_PRINTABLE_H_
#define MESHGATE_CORE_BASE_PRINTABLE_H_

#include <cstddef>
#include <string>
#include <string_view>

namespace meshgate::base {

// The text on one line: what would end the line, move the cursor, change colours or the direction
// of writing, or is not UTF-8, is written as an escape ("\n", "\x1b", "\u202e"). What is longer
// than `most` bytes is cut and its size added. [pure]
std::string Printable(std::string_view text, size_t most = 2000);

}  // namespace meshgate::base

#endif  // MESHGATE_CORE_BASE_PRINTABLE_H_
