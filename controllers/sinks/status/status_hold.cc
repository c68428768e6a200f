#include "controllers/sinks/status/status_hold.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "core/status/condition.h"
#include "core/status/reasons.h"

namespace meshgate::status_sink {
namespace {

using status::Condition;


bool IsAccepted(const status::ParentStatus& parent) {
  return std::any_of(parent.conditions.begin(), parent.conditions.end(), [](const Condition& c) {
    return c.type == status::kAccepted && c.status == status::ConditionStatus::kTrue;
  });
}

bool HasPending(const std::vector<Condition>& conditions) {
  const status::Reason& pending = status::kGatewayProgrammedFalsePending;
  return std::any_of(conditions.begin(), conditions.end(), [&](const Condition& condition) {
    return condition.type == pending.type && condition.status == pending.status &&
           condition.reason == pending.name;
  });
}

bool AwaitsAcknowledgement(const status::Document& document) {
  const auto* gateway = std::get_if<status::GatewayStatus>(&document.status);
  if (gateway == nullptr) return false;
  return HasPending(gateway->conditions) ||
         std::any_of(gateway->listeners.begin(), gateway->listeners.end(),
                     [](const status::ListenerStatus& l) { return HasPending(l.conditions); });
}

}  // namespace

void StatusHold::Offer(StatusChange change, uint64_t commit,
                       std::vector<resource::ObjectId> gateways, Time now,
                       std::chrono::seconds longest) {
  const auto before = held_.find(change.id);
  // What waits already does not wait longer because of a newer document.
  const Time deadline = before == held_.end() ? now + longest : before->second.deadline;
  const resource::ObjectId id = change.id;
  held_[id] = {std::move(change), commit, std::move(gateways), deadline};
}

void StatusHold::Acknowledge(const resource::ObjectId& gateway, uint64_t commit) {
  uint64_t& acknowledged = acknowledged_[gateway];
  acknowledged = std::max(acknowledged, commit);
}

bool StatusHold::IsAcknowledged(const resource::ObjectId& gateway, uint64_t commit) const {
  const auto acknowledged = acknowledged_.find(gateway);
  return acknowledged != acknowledged_.end() && acknowledged->second >= commit;
}

bool StatusHold::IsNewlyAccepted(const status::Document& document) const {
  const auto* route = std::get_if<status::RouteStatus>(&document.status);
  if (route == nullptr) return false;
  const auto before = written_.find(document.id);
  return std::any_of(
      route->parents.begin(), route->parents.end(), [&](const status::ParentStatus& parent) {
        if (!IsAccepted(parent)) return false;
        if (before == written_.end()) return true;
        const auto& old = std::get<status::RouteStatus>(before->second.status).parents;
        return std::none_of(old.begin(), old.end(), [&](const status::ParentStatus& other) {
          return other.ref == parent.ref && IsAccepted(other);
        });
      });
}

bool StatusHold::Waits(const Held& held) const {
  if (!held.change.document) return false;
  if (AwaitsAcknowledgement(*held.change.document)) return true;
  if (!IsNewlyAccepted(*held.change.document)) return false;
  return std::any_of(held.gateways.begin(), held.gateways.end(),
                     [&](const auto& gateway) { return !IsAcknowledged(gateway, held.commit); });
}

std::vector<StatusChange> StatusHold::Take(Time now) {
  std::vector<StatusChange> released;
  for (auto held = held_.begin(); held != held_.end();) {
    if (held->second.deadline > now && Waits(held->second)) {
      ++held;
      continue;
    }
    StatusChange& change = held->second.change;
    if (change.document && std::holds_alternative<status::RouteStatus>(change.document->status)) {
      written_[change.id] = *change.document;
    } else {
      written_.erase(change.id);
      if (!change.document) acknowledged_.erase(change.id);
    }
    released.push_back(std::move(change));
    held = held_.erase(held);
  }
  return released;
}

std::optional<StatusHold::Time> StatusHold::next_deadline() const {
  std::optional<Time> next;
  for (const auto& [id, held] : held_) {
    if (!next || held.deadline < *next) next = held.deadline;
  }
  return next;
}

}  // namespace meshgate::status_sink
