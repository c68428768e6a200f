// When a status may be written: never ahead of the data plane, and not needlessly twice.
#ifndef MESHGATE_CONTROLLERS_SINKS_STATUS_STATUS_HOLD_H_
#define MESHGATE_CONTROLLERS_SINKS_STATUS_STATUS_HOLD_H_

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include "controllers/sinks/status/status_sink.h"
#include "core/resource/object_id.h"
#include "core/status/document.h"

namespace meshgate::status_sink {

// Holds back, at most two seconds each, at the start longer (proxies that serve already come back
// one by one, and what they had is not to be called pending meanwhile),
//  - a route whose Accepted becomes True for a parent, until the proxies of all its Gateways have
//    acknowledged the commit that said so;
//  - a Gateway that waits for an acknowledgement (Programmed is False, Pending), which then comes
//    with a document of its own.
// Refusals pass at once. The latest document of an object wins. [engine thread]
class StatusHold {
 public:
  using Time = std::chrono::steady_clock::time_point;

  static constexpr std::chrono::seconds kLongestHold{2};

  // The document of an object after `commit`; `gateways` serve it. Held, for `longest`, or released
  // by the next Take().
  void Offer(StatusChange change, uint64_t commit, std::vector<resource::ObjectId> gateways,
             Time now, std::chrono::seconds longest = kLongestHold);

  // Every connected proxy of the Gateway has acknowledged the commit.
  void Acknowledge(const resource::ObjectId& gateway, uint64_t commit);

  bool IsAcknowledged(const resource::ObjectId& gateway, uint64_t commit) const;

  // What may be written now, ordered by identity.
  std::vector<StatusChange> Take(Time now);

  // When something is due even if nothing happens.
  std::optional<Time> next_deadline() const;

 private:
  struct Held {
    StatusChange change;
    uint64_t commit = 0;
    std::vector<resource::ObjectId> gateways;
    Time deadline;
  };

  bool Waits(const Held& held) const;
  bool IsNewlyAccepted(const status::Document& document) const;

  std::map<resource::ObjectId, Held> held_;
  std::map<resource::ObjectId, status::Document> written_;  // routes only
  std::map<resource::ObjectId, uint64_t> acknowledged_;     // by Gateway
};

}  // namespace meshgate::status_sink

#endif  // MESHGATE_CONTROLLERS_SINKS_STATUS_STATUS_HOLD_H_
