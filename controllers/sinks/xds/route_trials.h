// Which routes of a port's RouteConfiguration its proxies refuse, and what is served without them.
//
// One bad route refuses the whole RouteConfiguration. From what the proxies took last on, parts of
// what is wanted are added in trials; a part that is refused is halved, until single routes stand
// alone. These are blamed: in their place stays what the proxies have, if they have something, and
// everything else is served. A trial only ever adds to what was taken: no host loses a route.
#ifndef MESHGATE_CONTROLLERS_SINKS_XDS_ROUTE_TRIALS_H_
#define MESHGATE_CONTROLLERS_SINKS_XDS_ROUTE_TRIALS_H_

#include <compare>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "core/base/shared_bytes.h"
#include "core/pipeline/model.h"

namespace meshgate::xds {

// A route of a virtual host, as Envoy has them: a match of a rule.
struct RouteKey {
  std::string rule;  // see RuleName()
  uint32_t nth = 0;  // of the host's routes of this rule
  auto operator<=>(const RouteKey&) const = default;
};

// One `virtual_hosts` field, taken apart.
struct SplitHost {
  std::string head;  // all of the VirtualHost but its routes
  std::vector<std::pair<RouteKey, std::string>> routes;

  // `field`: as RenderHost() makes it.
  static SplitHost Of(const base::SharedBytes& field);
  base::SharedBytes Join() const;
  const std::string* Find(const RouteKey& key) const;
};

// Of one port. Not synchronised.
class RouteTrials {
 public:
  using Hosts = std::map<pipeline::EntryId, base::SharedBytes>;

  struct Blame {
    std::string text;      // as the proxy put it
    std::string refused;   // the route
    std::string served;    // the earlier one that stays in its place; "": none
    bool offered = false;  // it is offered again, and no answer is there yet
  };

  // Proxies that have `taken` refused `wanted`. Returns false when it adds nothing: no trial helps.
  bool Begin(const std::vector<base::SharedBytes>& taken, const Hosts& wanted,
             const std::string& text);

  // A trial is under way: these hosts are to be served until its answer.
  bool running() const { return !ranges_.empty(); }
  std::vector<base::SharedBytes> Trial() const;
  void TrialTaken();
  void TrialRefused(const std::string& text);

  // No trial is under way: what is to be served for a host that shall be `wanted`; empty: nothing.
  base::SharedBytes Served(const pipeline::EntryId& id, const base::SharedBytes& wanted) const;
  // The host is now wanted so; null: it is gone. Blames of routes that are others now end.
  void NoteHost(const pipeline::EntryId& id, const base::SharedBytes* wanted);
  // Offers the blamed routes once more, such as to a new proxy. Returns whether there are any.
  bool OfferAgain();
  // What is to be served was taken: what was offered again is blamed no more.
  void Taken();

  const std::map<pipeline::EntryId, std::map<RouteKey, Blame>>& blames() const { return blames_; }

 private:
  // A route that is wanted and was not taken yet; a host without routes has one without a name.
  struct Unit {
    pipeline::EntryId host;
    RouteKey key;
  };
  struct Changed {
    SplitHost taken;  // grows
    bool is_new = false;
    SplitHost wanted;
  };
  using Range = std::pair<size_t, size_t>;  // of units_: first, behind the last

  void AddUnits(const pipeline::EntryId& id, const base::SharedBytes& wanted);
  // Calls f(id, host) for each host that the range adds something to, with what it then is.
  template <typename F>
  void ForEachHostWith(const Range& added, F f) const;
  SplitHost With(const pipeline::EntryId& id, const Range& range) const;
  void BlameUnit(const Unit& unit, const std::string& text);

  std::map<std::string, base::SharedBytes> taken_;  // by domain
  std::map<pipeline::EntryId, Changed> changed_;
  std::vector<Unit> units_;   // ordered by host
  std::deque<Range> ranges_;  // to be tried, the first one now
  int trials_left_ = 0;
  std::map<pipeline::EntryId, std::map<RouteKey, Blame>> blames_;
};

}  // namespace meshgate::xds

#endif  // MESHGATE_CONTROLLERS_SINKS_XDS_ROUTE_TRIALS_H_
