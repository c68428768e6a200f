// Which of several matches that fit a request wins.
//
// Gateway API: HTTPRouteRule.matches. The whole order is: hostname specificity, MatchRank,
// RouteAge, index of the rule, index of the match; callers compare one after the other. [pure]
#ifndef MESHGATE_CORE_ATTACH_PRECEDENCE_H_
#define MESHGATE_CORE_ATTACH_PRECEDENCE_H_

#include <compare>
#include <cstdint>

#include "core/ir/route.h"
#include "core/resource/object_id.h"

namespace meshgate::attach {

// What of a match decides its precedence. The smaller rank is tried first. Upstream leaves open
// where regular expressions stand: here they follow all prefixes, the longer pattern first.
struct MatchRank {
  ir::PathMatchType path_type = ir::PathMatchType::kPathPrefix;
  uint32_t path_length = 1;  // bytes
  bool has_method = false;
  uint16_t headers = 0;
  uint16_t query_params = 0;

  friend bool operator==(const MatchRank&, const MatchRank&) = default;
  friend std::strong_ordering operator<=>(const MatchRank& a, const MatchRank& b);
};

MatchRank RankOf(const ir::HttpMatch& match);

// Matches every request: PathPrefix "/" and nothing else. Whatever ranks behind it on the same
// hostname, or stands on a wider one, is never reached.
bool IsUnconditional(const ir::HttpMatch& match);

// The tie between routes: the older one first (0 counts as oldest), then the alphabetical order of
// "{namespace}/{name}", then the kind. `route` is not owned and never null.
struct RouteAge {
  int64_t created_seconds = 0;
  const resource::ObjectId* route = nullptr;

  friend bool operator==(const RouteAge& a, const RouteAge& b) {
    return a.created_seconds == b.created_seconds && *a.route == *b.route;
  }
  friend std::strong_ordering operator<=>(const RouteAge& a, const RouteAge& b);
};

}  // namespace meshgate::attach

#endif  // MESHGATE_CORE_ATTACH_PRECEDENCE_H_
