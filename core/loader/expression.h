// Regular expressions that users write in routes, judged as the proxies judge them. [pure]
#ifndef MESHGATE_CORE_LOADER_EXPRESSION_H_
#define MESHGATE_CORE_LOADER_EXPRESSION_H_

#include <string>
#include <string_view>

namespace meshgate::loader {

// The largest program that RE2 may make of one expression. Envoy's own limit is 100, which even
// `[a-z]{50}` exceeds when it is repeated; our bootstraps raise it to this.
inline constexpr int kMaxExpressionSize = 1000;

// Why a proxy would refuse the expression, with the way out: "is no regular expression of RE2: ..".
// Empty when it takes it. Matching takes linear time, whatever the expression is.
std::string ExpressionError(std::string_view expression);

}  // namespace meshgate::loader

#endif  // MESHGATE_CORE_LOADER_EXPRESSION_H_
