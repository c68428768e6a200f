#include "controllers/cli/reached_matches.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "core/ir/route.h"

namespace meshgate::cli {
namespace {

// Equal for matches that the same requests pass. The order of headers and parameters is no part.
using Key = std::vector<std::string>;

void AddValues(std::vector<ir::ValueMatch> values, Key& key) {
  std::sort(values.begin(), values.end(),
            [](const ir::ValueMatch& a, const ir::ValueMatch& b) { return a.name < b.name; });
  key.push_back(std::to_string(values.size()));
  for (const ir::ValueMatch& value : values) {
    key.insert(key.end(),
               {value.name, std::to_string(static_cast<int>(value.type)), value.value});
  }
}

Key KeyOf(const ir::HttpMatch& match) {
  Key key = {std::to_string(static_cast<int>(match.path.type)), match.path.value, match.method};
  AddValues(match.headers, key);
  AddValues(match.query_params, key);
  return key;
}

}  // namespace

ReachedMatches FindReachedMatches(const pipeline::Tables& tables) {
  ReachedMatches found;
  tables.hosts.ForEach([&](const pipeline::HostId&, const pipeline::Host& host) {
    std::map<Key, MatchId> first;
    for (const pipeline::HostRule& rule : host.rules) {
      const pipeline::ObjectId& route = host.routes[rule.route];
      const MatchId id{route, rule.rule, rule.match};
      const ir::Rule& said = tables.described.Peek(route)->route.rules[rule.rule];
      const auto [winner, is_first] = first.emplace(KeyOf(said.matches[rule.match]), id);
      if (is_first) {
        found.reached.insert(id);
      } else {
        found.beaten_by.emplace(id, winner->second);
      }
    }
  });
  return found;
}

}  // namespace meshgate::cli
