// Whether a request meets a match, and if not, why. [pure]
//
// Gateway API: HTTPPathMatch, HTTPHeaderMatch, HTTPQueryParamMatch; where it leaves a choice, as
// Envoy decides it.
#ifndef MESHGATE_CONTROLLERS_EXPLAIN_MATCH_H_
#define MESHGATE_CONTROLLERS_EXPLAIN_MATCH_H_

#include <optional>
#include <string>

#include "controllers/explain/request.h"
#include "core/ir/route.h"

namespace meshgate::explain {

// nullopt when all conditions of the match are met; else the first that is not, in words. The
// request's target is normal (normal_path.h). Regular expressions match the whole value. Of a
// header that is given several times one value has to match. Query parameters count as sent,
// without decoding; of several with one name the first.
std::optional<std::string> Mismatch(const ir::HttpMatch& match, const Request& request);

// "path prefix /cart, method GET, header x-a is "1"".
std::string ToText(const ir::HttpMatch& match);

}  // namespace meshgate::explain

#endif  // MESHGATE_CONTROLLERS_EXPLAIN_MATCH_H_
