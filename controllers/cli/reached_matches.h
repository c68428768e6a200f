// Which matches of routes requests reach, over all hosts. [engine thread]
#ifndef MESHGATE_CONTROLLERS_CLI_REACHED_MATCHES_H_
#define MESHGATE_CONTROLLERS_CLI_REACHED_MATCHES_H_

#include <cstdint>
#include <map>
#include <set>
#include <tuple>

#include "core/pipeline/translator.h"

namespace meshgate::cli {

// A route, with the indexes of a rule and of a match of it.
using MatchId = std::tuple<pipeline::ObjectId, uint32_t, uint32_t>;

struct ReachedMatches {
  std::set<MatchId> reached;
  // Matches that lose against an equal one, which goes before them, wherever they stand.
  std::map<MatchId, MatchId> beaten_by;
};

ReachedMatches FindReachedMatches(const pipeline::Tables& tables);

}  // namespace meshgate::cli

#endif  // MESHGATE_CONTROLLERS_CLI_REACHED_MATCHES_H_
