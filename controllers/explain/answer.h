// What becomes of a request that a rule has taken. [pure]
//
// Written from the specification (Gateway API: HTTPRouteRule, HTTPPathModifier,
// HTTPRequestRedirectFilter), not from what is rendered for Envoy: that both agree is what the test
// against Envoy shows.
#ifndef MESHGATE_CONTROLLERS_EXPLAIN_ANSWER_H_
#define MESHGATE_CONTROLLERS_EXPLAIN_ANSWER_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "controllers/explain/request.h"
#include "core/pipeline/model.h"

namespace meshgate::explain {

// A backend's part of the requests of a rule.
struct Share {
  uint32_t weight = 1;
  std::optional<pipeline::BackendId> backend;  // absent: the reference leads nowhere, answered 500
  std::string problem;                         // then why: "spec.rules[0].backendRefs[1]: ..."
  std::vector<std::string> changes;            // of this backend alone, in words
};

struct Answer {
  int status = 0;        // what the gateway itself answers; 0: one of `shares` does
  std::string why;       // of the status
  std::string location;  // of a redirect
  // As backends see them.
  std::string authority;
  std::string target;
  std::vector<Share> shares;         // without those of weight 0
  std::vector<std::string> changes;  // everything else that is done on the way, in words
};

// What the answer depends on besides the request. All of one rule; nothing is owned.
struct TakenRule {
  const std::string& hostname;  // under which the rule is served
  const pipeline::Frontend& frontend;
  const ir::Rule& rule;
  const ir::HttpMatch& match;
  const pipeline::ResolvedRule& resolved;
  const std::vector<pipeline::Problem>& unresolved;  // of the whole route
  const std::optional<pipeline::Problem>& refused;
};

// `request` has met the match; its target is normal.
Answer AnswerOf(const Request& request, const TakenRule& taken);

}  // namespace meshgate::explain

#endif  // MESHGATE_CONTROLLERS_EXPLAIN_ANSWER_H_
