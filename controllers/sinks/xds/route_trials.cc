#include "controllers/sinks/xds/route_trials.h"

#include <algorithm>
#include <iterator>
#include <set>

#include "controllers/sinks/xds/wire.h"
#include "envoy/config/route/v3/route.pb.h"
#include "envoy/config/route/v3/route_components.pb.h"

namespace meshgate::xds {
namespace {

namespace route = envoy::config::route::v3;

// More would mean that hundreds of routes are bad: what is left is blamed as a whole.
constexpr int kMostTrials = 300;

std::string HostnameOf(const base::SharedBytes& field) {
  std::string hostname;
  ForEachField(field.view(), [&](int, std::string_view host) {
    ForEachField(host, [&](int number, std::string_view bytes) {
      if (number == route::VirtualHost::kNameFieldNumber) hostname = bytes;
    });
  });
  return hostname;
}

}  // namespace

SplitHost SplitHost::Of(const base::SharedBytes& field) {
  SplitHost split;
  std::map<std::string, uint32_t> seen;
  const auto add = [&](int number, std::string_view bytes) {
    if (number != route::VirtualHost::kRoutesFieldNumber) {
      return AppendField(split.head, number, bytes);
    }
    route::Route parsed;
    ParseOwn(bytes, parsed);
    split.routes.push_back({{parsed.name(), seen[parsed.name()]++}, std::string(bytes)});
  };
  ForEachField(field.view(), [&](int, std::string_view host) { ForEachField(host, add); });
  return split;
}

base::SharedBytes SplitHost::Join() const {
  std::string host = head;
  for (const auto& [key, bytes] : routes) {
    AppendField(host, route::VirtualHost::kRoutesFieldNumber, bytes);
  }
  std::string field;
  AppendField(field, route::RouteConfiguration::kVirtualHostsFieldNumber, host);
  return base::SharedBytes(std::move(field));
}

const std::string* SplitHost::Find(const RouteKey& key) const {
  const auto found = std::find_if(routes.begin(), routes.end(),
                                  [&](const auto& each) { return each.first == key; });
  return found == routes.end() ? nullptr : &found->second;
}

bool RouteTrials::Begin(const std::vector<base::SharedBytes>& taken, const Hosts& wanted,
                        const std::string& text) {
  taken_.clear();
  changed_.clear();
  units_.clear();
  ranges_.clear();
  for (const base::SharedBytes& host : taken) taken_.emplace(HostnameOf(host), host);
  for (const auto& [id, bytes] : wanted) {
    const base::SharedBytes served = Served(id, bytes);
    if (!served.empty()) AddUnits(id, served);
  }
  if (units_.empty()) return false;
  trials_left_ = kMostTrials;
  ranges_.emplace_back(0, units_.size());
  TrialRefused(text);  // the whole
  return true;
}

void RouteTrials::AddUnits(const pipeline::EntryId& id, const base::SharedBytes& wanted) {
  const auto taken = taken_.find(id.domain);
  if (taken != taken_.end() && taken->second == wanted) return;
  Changed changed;
  changed.wanted = SplitHost::Of(wanted);
  changed.is_new = taken == taken_.end();
  if (!changed.is_new) changed.taken = SplitHost::Of(taken->second);
  for (const auto& [key, bytes] : changed.wanted.routes) {
    const std::string* const before = changed.taken.Find(key);
    if (before == nullptr || *before != bytes) units_.push_back({id, key});
  }
  if (changed.is_new && changed.wanted.routes.empty()) units_.push_back({id, {}});
  changed_.emplace(id, std::move(changed));
}

// What was taken of the host, with the routes of a range added or in the place of earlier ones.
// What is not wanted any more stays until the trials are over.
SplitHost RouteTrials::With(const pipeline::EntryId& id, const Range& range) const {
  const Changed& changed = changed_.at(id);
  std::set<RouteKey> added;
  for (size_t i = range.first; i < range.second; ++i) added.insert(units_[i].key);
  SplitHost host;
  host.head = changed.wanted.head;
  std::set<RouteKey> placed;
  for (const auto& [key, bytes] : changed.wanted.routes) {
    const std::string* const before = changed.taken.Find(key);
    if (added.contains(key)) {
      host.routes.emplace_back(key, bytes);
    } else if (before != nullptr) {
      host.routes.emplace_back(key, *before);
    } else {
      continue;
    }
    placed.insert(key);
  }
  // Each of the others behind the one that it was behind before.
  RouteKey previous;
  for (const auto& [key, bytes] : changed.taken.routes) {
    if (placed.insert(key).second) {
      const auto place = std::find_if(host.routes.begin(), host.routes.end(),
                                      [&](const auto& each) { return each.first == previous; });
      host.routes.insert(place == host.routes.end() ? host.routes.begin() : std::next(place),
                         {key, bytes});
    }
    previous = key;
  }
  return host;
}

template <typename F>
void RouteTrials::ForEachHostWith(const Range& added, F f) const {
  for (Range of_host{added.first, added.first}; of_host.first < added.second;
       of_host.first = of_host.second) {
    const pipeline::EntryId& id = units_[of_host.first].host;
    while (of_host.second < added.second && units_[of_host.second].host == id) ++of_host.second;
    f(id, With(id, of_host));
  }
}

std::vector<base::SharedBytes> RouteTrials::Trial() const {
  std::map<std::string, base::SharedBytes> hosts = taken_;
  ForEachHostWith(ranges_.front(), [&](const pipeline::EntryId& id, const SplitHost& host) {
    hosts[id.domain] = host.Join();
  });
  std::vector<base::SharedBytes> trial;
  trial.reserve(hosts.size());
  for (const auto& [hostname, bytes] : hosts) trial.push_back(bytes);
  return trial;
}

void RouteTrials::TrialTaken() {
  ForEachHostWith(ranges_.front(), [&](const pipeline::EntryId& id, SplitHost host) {
    taken_[id.domain] = host.Join();
    changed_.at(id).taken = std::move(host);
  });
  ranges_.pop_front();
}

void RouteTrials::TrialRefused(const std::string& text) {
  const Range refused = ranges_.front();
  ranges_.pop_front();
  const size_t count = refused.second - refused.first;
  if (count == 1 || trials_left_-- <= 0) {
    for (size_t i = refused.first; i < refused.second; ++i) BlameUnit(units_[i], text);
    return;
  }
  const size_t middle = refused.first + count / 2;
  ranges_.emplace_front(middle, refused.second);
  ranges_.emplace_front(refused.first, middle);
}

void RouteTrials::BlameUnit(const Unit& unit, const std::string& text) {
  const Changed& changed = changed_.at(unit.host);
  const std::string* const refused = changed.wanted.Find(unit.key);
  const std::string* const served = changed.taken.Find(unit.key);
  blames_[unit.host].insert_or_assign(unit.key, Blame{text, refused == nullptr ? "" : *refused,
                                                      served == nullptr ? "" : *served});
}

base::SharedBytes RouteTrials::Served(const pipeline::EntryId& id,
                                      const base::SharedBytes& wanted) const {
  const auto of_host = blames_.find(id);
  if (of_host == blames_.end()) return wanted;
  const auto whole = of_host->second.find(RouteKey());
  if (whole != of_host->second.end() && !whole->second.offered) return {};
  SplitHost host = SplitHost::Of(wanted);
  std::erase_if(host.routes, [&](auto& route) {
    const auto blame = of_host->second.find(route.first);
    if (blame == of_host->second.end() || blame->second.offered) return false;
    route.second = blame->second.served;
    return route.second.empty();
  });
  return host.Join();
}

void RouteTrials::NoteHost(const pipeline::EntryId& id, const base::SharedBytes* wanted) {
  const auto of_host = blames_.find(id);
  if (of_host == blames_.end()) return;
  const SplitHost host = wanted == nullptr ? SplitHost() : SplitHost::Of(*wanted);
  std::erase_if(of_host->second, [&](const auto& entry) {
    const std::string* const bytes = host.Find(entry.first);
    return bytes == nullptr || *bytes != entry.second.refused;
  });
  if (of_host->second.empty()) blames_.erase(of_host);
}

bool RouteTrials::OfferAgain() {
  for (auto& [id, of_host] : blames_) {
    for (auto& [key, blame] : of_host) blame.offered = true;
  }
  return !blames_.empty();
}

void RouteTrials::Taken() {
  for (auto& [id, of_host] : blames_) {
    std::erase_if(of_host, [](const auto& entry) { return entry.second.offered; });
  }
  std::erase_if(blames_, [](const auto& of_host) { return of_host.second.empty(); });
}

}  // namespace meshgate::xds
