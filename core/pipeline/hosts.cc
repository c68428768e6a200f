#include "core/pipeline/hosts.h"

#include <algorithm>
#include <string>
#include <tuple>

#include "core/attach/hostname.h"
#include "core/pipeline/fault.h"

namespace meshgate::pipeline {
namespace {

// Merges routes into a Host, hostname by hostname, the most specific one first.
class Merger {
 public:
  Merger(const HostsSources& sources, const FrontendId& frontend, engine::Reader& reader)
      : sources_(sources), frontend_(frontend), reader_(reader) {}

  // Adds the rules of the routes that attach with this very hostname. True if no request can get
  // past them, so that whatever would follow need not even be read.
  bool Add(const std::string& hostname, Host& host) {
    std::vector<Candidate> candidates = Collect(hostname, host);
    levels_.push_back(host.routes.size());
    std::sort(candidates.begin(), candidates.end());
    for (const Candidate& candidate : candidates) {
      host.rules.push_back(candidate.rule);
      if (candidate.unconditional) return true;
    }
    return false;
  }

 private:
  struct Candidate {
    attach::MatchRank rank;
    attach::RouteAge age;
    HostRule rule;
    bool unconditional = false;

    friend bool operator<(const Candidate& a, const Candidate& b) {
      if (const auto order = a.rank <=> b.rank; order != 0) return order < 0;
      const auto tie = FaultIs(Fault::kReversedTieBreak) ? b.age <=> a.age : a.age <=> b.age;
      if (tie != 0) return tie < 0;
      return std::tie(a.rule.rule, a.rule.match) < std::tie(b.rule.rule, b.rule.match);
    }
  };

  std::vector<Candidate> Collect(const std::string& hostname, Host& host) {
    std::vector<Candidate> candidates;
    for (const ObjectId& id : reader_.List(sources_.routes_by_host, {frontend_, hostname})) {
      if (IsKnown(id, host)) continue;
      host.routes.push_back(id);
      AddRoute(static_cast<uint32_t>(host.routes.size() - 1), id, candidates);
    }
    return candidates;
  }

  // A route that names both a narrow and a wide hostname has had its place already. The routes of
  // each level are sorted, since buckets are.
  bool IsKnown(const ObjectId& id, const Host& host) const {
    auto begin = host.routes.begin();
    for (const size_t level : levels_) {
      const auto end = host.routes.begin() + static_cast<std::ptrdiff_t>(level);
      if (std::binary_search(begin, end, id)) return true;
      begin = end;
    }
    return false;
  }

  void AddRoute(uint32_t index, const ObjectId& id, std::vector<Candidate>& candidates) {
    const DescribedRoute& route = *reader_.Find(sources_.described, id);
    const attach::RouteAge age{route.created_seconds, &id};
    for (uint32_t rule = 0; rule < route.ranks.size(); ++rule) {
      for (uint32_t match = 0; match < route.ranks[rule].size(); ++match) {
        candidates.push_back({route.ranks[rule][match],
                              age,
                              {index, rule, match},
                              attach::IsUnconditional(route.route.rules[rule].matches[match])});
      }
    }
  }

  const HostsSources& sources_;
  const FrontendId& frontend_;
  engine::Reader& reader_;
  std::vector<size_t> levels_;  // where the routes of each hostname end in Host::routes
};

}  // namespace

Hosts& AddHosts(engine::Engine& engine, const HostsSources& sources) {
  auto& stage = engine.AddStage<HostId, Host>(
      "hosts", [sources](const HostId& id, engine::Reader& reader) -> std::optional<Host> {
        Host host;
        Merger merger(sources, id.frontend, reader);
        for (std::string hostname = id.hostname; !hostname.empty();
             hostname = attach::Wider(hostname)) {
          if (merger.Add(hostname, host)) break;
        }
        return host;
      });
  stage.keys_of(sources.entries,
                [](const EntryId&, const Entry& entry) { return HostsOf(entry, true); });
  return stage;
}

}  // namespace meshgate::pipeline
