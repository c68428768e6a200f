// Which listener, hostname, rule and backend a request takes, and why the others did not: read from
// the tables that the proxies are configured from. [engine thread]
#ifndef MESHGATE_CONTROLLERS_EXPLAIN_EXPLAIN_H_
#define MESHGATE_CONTROLLERS_EXPLAIN_EXPLAIN_H_

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "controllers/explain/answer.h"
#include "controllers/explain/request.h"
#include "core/pipeline/translator.h"

namespace meshgate::explain {

// One match of one rule.
struct Candidate {
  pipeline::ObjectId route;
  uint32_t rule = 0;
  uint32_t match = 0;
  std::string name;  // of the rule; may be empty
  std::string text;  // the match in words
};
struct FailedCandidate {
  Candidate candidate;
  std::string why;
};

struct Explanation {
  Request request;                       // as sent
  std::string target;                    // its path and query as routes see them
  std::optional<pipeline::PortId> port;  // absent: nothing listens
  std::optional<pipeline::HostId> host;  // the hostname that serves the request, if any
  std::vector<FailedCandidate> tried;    // in the order of precedence
  std::optional<Candidate> chosen;       // absent: `answer` is not from a rule
  size_t behind = 0;                     // matches after the chosen one
  std::vector<std::string> listeners;    // why each other listener of the Gateway has no part
  std::vector<std::string> routes;       // why routes that one might expect have no part
  Answer answer;
};

// `gateway`: "namespace/name", or "" for the one that serves the host on the request's port.
// InvalidArgument when there is no such Gateway or when several fit.
// `slashes`: how the proxies were told to treat escaped ones.
absl::StatusOr<Explanation> Explain(
    const pipeline::Tables& tables, const Request& request, const std::string& gateway,
    pipeline::EscapedSlashes slashes = pipeline::EscapedSlashes::kRedirect);

}  // namespace meshgate::explain

#endif  // MESHGATE_CONTROLLERS_EXPLAIN_EXPLAIN_H_
