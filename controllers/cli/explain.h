// The sub-command explain: which rule and backend a request takes, and why no other.
#ifndef MESHGATE_CONTROLLERS_CLI_EXPLAIN_H_
#define MESHGATE_CONTROLLERS_CLI_EXPLAIN_H_

#include <string>

#include "absl/status/statusor.h"
#include "controllers/cli/loaded_files.h"

namespace meshgate::cli {

// Found: the request is not served, but answered with 4xx or 5xx or not at all. InvalidArgument
// when `url` or a setting is no part of a request, or when settings.gateway does not name one
// Gateway.
absl::StatusOr<Report> Explain(const Settings& settings, const std::string& url,
                               const LoadedFiles& files);

}  // namespace meshgate::cli

#endif  // MESHGATE_CONTROLLERS_CLI_EXPLAIN_H_
