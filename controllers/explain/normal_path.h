// What the proxy makes of a request's path before any route sees it, as the listeners of the xDS
// sink configure it: escaped slashes first, then normalised, then slashes merged. [pure]
#ifndef MESHGATE_CONTROLLERS_EXPLAIN_NORMAL_PATH_H_
#define MESHGATE_CONTROLLERS_EXPLAIN_NORMAL_PATH_H_

#include <optional>
#include <string>
#include <string_view>

#include "core/pipeline/escaped_slashes.h"

namespace meshgate::explain {

struct NormalTarget {
  std::string target;       // path and query
  bool redirected = false;  // it held %2F or %5C: the client is sent to `target` with 307
};

// nullopt: the proxy refuses the request with 400, for "%00" or an escaped slash. Dot segments and
// double slashes go, "\" is a slash, letters, digits and "-._~" are unescaped, characters that no
// path may hold are escaped; the query stays as it is.
std::optional<NormalTarget> Normalise(
    std::string_view target,
    pipeline::EscapedSlashes slashes = pipeline::EscapedSlashes::kRedirect);

// The path of a target, without its query.
std::string_view PathOf(std::string_view target);
// What follows the path: "" or "?...".
std::string_view QueryOf(std::string_view target);

}  // namespace meshgate::explain

#endif  // MESHGATE_CONTROLLERS_EXPLAIN_NORMAL_PATH_H_
