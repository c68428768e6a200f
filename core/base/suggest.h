// "Did you mean ...?" for names that a user mistyped. [pure]
#ifndef MESHGATE_CORE_BASE_SUGGEST_H_
#define MESHGATE_CORE_BASE_SUGGEST_H_

#include <span>
#include <string>
#include <string_view>

namespace meshgate::base {

// The candidate with the fewest typing mistakes (a letter inserted, left out, exchanged, or two
// neighbours swapped; case does not count) from `word`; the first of equals. Empty when none is
// near: more than one mistake in three letters is another word. The result views into
// `candidates`.
std::string_view Closest(std::string_view word, std::span<const std::string> candidates);

}  // namespace meshgate::base

#endif  // MESHGATE_CORE_BASE_SUGGEST_H_
