#include <algorithm>
#include <iterator>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/pipeline/statuses.h"

namespace meshgate::pipeline {
namespace {

using status::Condition;
using status::MakeCondition;

Condition OrTrue(const std::optional<Problem>& problem, const status::Reason& good,
                 const std::string& notes = "") {
  return problem ? MakeCondition(*problem->reason, problem->message) : MakeCondition(good, notes);
}

// Which of several reasons is the condition's: what a user must permit, then what is wrong.
int RankOf(const Problem& problem) {
  static const status::Reason* const kRanks[] = {
      &status::kListenerResolvedRefsFalseRefNotPermitted,
      &status::kListenerResolvedRefsFalseInvalidCertificateRef,
      &status::kListenerResolvedRefsFalseInvalidRouteKinds,
      &status::kListenerResolvedRefsUnknownPending};
  return static_cast<int>(std::find(std::begin(kRanks), std::end(kRanks), problem.reason) -
                          std::begin(kRanks));
}

// One reason, all problems.
Condition ResolvedRefs(const Listener& listener, const ListenerTls* tls) {
  std::vector<Problem> problems;
  if (tls != nullptr) problems = tls->unresolved;
  problems.insert(problems.end(), listener.unresolved_refs.begin(),
                  listener.unresolved_refs.end());
  if (problems.empty()) return MakeCondition(status::kListenerResolvedRefsTrueResolvedRefs);
  std::stable_sort(problems.begin(), problems.end(), [](const Problem& a, const Problem& b) {
    return RankOf(a) < RankOf(b);
  });
  std::string message;
  for (const Problem& problem : problems) {
    message += (message.empty() ? "" : ". ") + problem.message;
  }
  return MakeCondition(*problems.front().reason, message);
}

std::string NotesOf(const Listener& listener, const ListenerTls* tls) {
  if (tls == nullptr || tls->notes.empty()) return listener.notes;
  return listener.notes + (listener.notes.empty() ? "" : " ") + tls->notes;
}

class GatewayReporter {
 public:
  GatewayReporter(const StatusesSources& sources, const ObjectId& id, const Gateway& gateway,
                  engine::Reader& reader)
      : sources_(sources), id_(id), gateway_(gateway), reader_(reader) {}

  status::GatewayStatus Report() {
    status::GatewayStatus status;
    for (const Listener& listener : gateway_.listeners) {
      status.listeners.push_back(ReportListener(listener));
    }
    status.addresses = Addresses();
    status.conditions = {Accepted(), Programmed()};
    return status;
  }

 private:
  // Where the Gateway's proxy serves it.
  PortId PortOf(const Listener& listener) const {
    return {id_, listener.protocol.transport, listener.port};
  }

  // GatewayStatus.addresses: those that are bound; a refused Gateway has none. The schema takes 16.
  std::vector<status::Address> Addresses() const {
    std::vector<status::Address> addresses;
    if (gateway_.not_accepted) return addresses;
    if (sources_.options.assigned_addresses) {
      const auto* const assigned = reader_.Find(sources_.addresses, id_);
      if (assigned != nullptr) addresses = *assigned;
      if (addresses.size() > 16) addresses.resize(16);
      return addresses;
    }
    for (const std::string& value : gateway_.addresses) {
      const status::Address address{"IPAddress", value};
      const bool known = std::count(addresses.begin(), addresses.end(), address) > 0;
      if (!known && IsBound(value)) addresses.push_back(address);
    }
    if (gateway_.addresses.empty()) {
      addresses.push_back({"IPAddress", sources_.options.default_address});
    }
    return addresses;
  }

  // Whether a port of the Gateway is open there.
  bool IsBound(const std::string& ip) const {
    if (!sources_.options.host_network) return true;
    return std::any_of(gateway_.listeners.begin(), gateway_.listeners.end(), [&](const auto& each) {
      const PortId port = PortOf(each);
      const Claim* const claim = reader_.Find(sources_.claims, port);
      if (claim == nullptr) return false;
      const auto& ips = claim->listener.addresses;
      for (size_t i = 0; i < ips.size(); ++i) {
        if (ips[i] == ip && *reader_.Find(sources_.sockets, claim->sockets[i]) == port) return true;
      }
      return false;
    });
  }

  enum class Progress { kInvalid, kPending, kAddressNotUsable, kProgrammed };

  status::ListenerStatus ReportListener(const Listener& listener) {
    const FrontendId frontend{id_, listener.name};
    status::ListenerStatus status;
    status.name = listener.name;
    status.supported_kinds = listener.supported_kinds;
    status.attached_routes = static_cast<int>(reader_.Count(sources_.routes_by_frontend, frontend));
    const ListenerTls* const tls =
        listener.references ? reader_.Find(sources_.listener_tls, frontend) : nullptr;
    const std::optional<Problem> refused = Refused(listener, tls);
    status.conditions = {
        OrTrue(refused, status::kListenerAcceptedTrueAccepted, NotesOf(listener, tls)),
        ListenerProgrammed(frontend, listener, tls, refused.has_value()),
        ResolvedRefs(listener, tls),
        OrTrue(listener.conflicted, status::kListenerConflictedFalseNoConflicts)};
    // Only said where it is so.
    if (listener.overlapping) {
      status.conditions.push_back(
          MakeCondition(*listener.overlapping->reason, listener.overlapping->message));
    }
    std::string& names = refused ? refused_ : accepted_;
    names += (names.empty() ? "" : ", ") + listener.name;
    return status;
  }

  // A port that the proxy's system refuses is said at the listener, with the way out.
  std::optional<Problem> Refused(const Listener& listener, const ListenerTls* tls) {
    if (listener.not_accepted) return listener.not_accepted;
    if (tls != nullptr && tls->not_accepted) return tls->not_accepted;
    const std::string* const text = reader_.Find(sources_.rejections, PortOf(listener));
    if (text == nullptr) return std::nullopt;
    return Problem{&status::kListenerAcceptedFalsePortUnavailable,
                   "the proxy cannot open port " + std::to_string(listener.port) + ": " + *text +
                       "; free the port, choose another one or map it with --port-map"};
  }

  // `tls`: of a listener that ends TLS.
  Condition ListenerProgrammed(const FrontendId& frontend, const Listener& listener,
                               const ListenerTls* tls, bool refused) {
    if (refused || gateway_.not_accepted) {
      Note(Progress::kInvalid);
      return MakeCondition(status::kListenerProgrammedFalseInvalid,
                           refused ? "" : "The Gateway is not accepted, see its conditions.");
    }
    if (tls != nullptr && tls->certificates.empty()) {
      const Problem& first = tls->unresolved.front();
      if (first.reason->status == status::ConditionStatus::kUnknown) {
        Note(Progress::kPending);
        return MakeCondition(status::kListenerProgrammedFalsePending, first.message);
      }
      Note(Progress::kInvalid);
      return MakeCondition(status::kListenerProgrammedFalseInvalid,
                           "There is no certificate to serve with, see condition ResolvedRefs.");
    }
    const ForeignSockets foreign = FindForeignSockets(listener);
    if (!foreign.holder.empty()) {
      Note(Progress::kAddressNotUsable);
      address_problem_ = "port " + std::to_string(listener.port) + ": " + foreign.holder;
      if (foreign.all) {
        return MakeCondition(status::kListenerProgrammedFalseInvalid, address_problem_);
      }
    }
    if (!IsAcknowledged(frontend)) {
      Note(Progress::kPending);
      return MakeCondition(status::kListenerProgrammedFalsePending);
    }
    Note(Progress::kProgrammed);
    return MakeCondition(status::kListenerProgrammedTrueProgrammed);
  }

  // What other Gateways have of the sockets that a listener wants.
  struct ForeignSockets {
    std::string holder;  // of the last one of them, in words; "": it has all
    bool all = true;
  };
  ForeignSockets FindForeignSockets(const Listener& listener) {
    ForeignSockets foreign;
    const Claim* const claim = reader_.Find(sources_.claims, PortOf(listener));
    if (claim == nullptr) return foreign;
    for (const std::string& socket : claim->sockets) {
      const PortId& holder = *reader_.Find(sources_.sockets, socket);
      if (holder == PortOf(listener)) {
        foreign.all = false;
      } else {
        foreign.holder = socket + " is held by " + ToString(holder.proxy) +
                         "; choose another port or address";
      }
    }
    return foreign;
  }

  bool IsAcknowledged(const FrontendId& frontend) {
    const base::Hash128* const current = reader_.Find(sources_.listener_hashes, frontend);
    if (current == nullptr) return false;
    if (sources_.options.assume_acknowledged) return true;
    const base::Hash128* const acknowledged = reader_.Find(sources_.acks, frontend);
    return acknowledged != nullptr && *acknowledged == *current;
  }

  void Note(Progress progress) { ++progress_[static_cast<size_t>(progress)]; }
  template <typename... Progresses>
  bool Any(Progresses... progress) const {
    return ((progress_[static_cast<size_t>(progress)] > 0) || ...);
  }

  Condition Accepted() const {
    if (gateway_.not_accepted) {
      return MakeCondition(*gateway_.not_accepted->reason, gateway_.not_accepted->message);
    }
    if (accepted_.empty()) return MakeCondition(status::kGatewayAcceptedFalseListenersNotValid);
    if (!refused_.empty()) {
      return MakeCondition(status::kGatewayAcceptedTrueListenersNotValid,
                           "Not valid, see the conditions of these listeners: " + refused_ +
                               ". Accepted: " + accepted_ + "." +
                               (gateway_.notes.empty() ? "" : " ") + gateway_.notes);
    }
    return MakeCondition(status::kGatewayAcceptedTrueAccepted, gateway_.notes);
  }

  // What keeps the infrastructure from having what the Gateway asks for. A foreign object of the
  // name, a quota or a forbidden write is NoResources: the Gateway itself is not Invalid.
  std::optional<Condition> InfrastructureProblem() const {
    if (!sources_.options.assigned_addresses || !Any(Progress::kPending, Progress::kProgrammed)) {
      return std::nullopt;
    }
    if (const std::string* const problem = reader_.Find(sources_.infra_problems, id_)) {
      return MakeCondition(status::kGatewayProgrammedFalseNoResources, *problem);
    }
    const auto* const assigned = reader_.Find(sources_.addresses, id_);
    const std::string missing = assigned == nullptr ? "" : MissingAddresses(*assigned);
    if (!missing.empty()) {
      return MakeCondition(status::kGatewayProgrammedFalseAddressNotUsable, missing);
    }
    if (assigned == nullptr || assigned->empty()) {
      return MakeCondition(status::kGatewayProgrammedFalseAddressNotAssigned);
    }
    return std::nullopt;
  }

  // "" when all that spec.addresses asks for are assigned.
  std::string MissingAddresses(const std::vector<status::Address>& assigned) const {
    std::string missing;
    const auto look = [&](const std::vector<std::string>& values, const char* type) {
      for (const std::string& value : values) {
        const status::Address wanted{type, value};
        if (std::count(assigned.begin(), assigned.end(), wanted) > 0) continue;
        missing += (missing.empty() ? "" : ", ") + value;
      }
    };
    look(gateway_.addresses, "IPAddress");
    look(gateway_.hostnames, "Hostname");
    if (missing.empty()) return "";
    return "spec.addresses: the Gateway's Service has not been given " + missing +
           "; have the load balancer assign it, choose another address or remove it";
  }

  // Gateway API, GatewayConditionProgrammed: of the Gateway as a whole, with the listeners that are
  // not valid left out.
  Condition Programmed() const {
    if (Any(Progress::kAddressNotUsable)) {
      return MakeCondition(status::kGatewayProgrammedFalseAddressNotUsable, address_problem_);
    }
    if (auto problem = InfrastructureProblem()) return *std::move(problem);
    if (Any(Progress::kPending)) return MakeCondition(status::kGatewayProgrammedFalsePending);
    if (!Any(Progress::kProgrammed)) {
      const bool accepted = !gateway_.not_accepted && !accepted_.empty();
      return MakeCondition(status::kGatewayProgrammedFalseInvalid,
                           accepted ? "No listener is served, see their conditions." : "");
    }
    return MakeCondition(status::kGatewayProgrammedTrueProgrammed);
  }

  const StatusesSources& sources_;
  const ObjectId& id_;
  const Gateway& gateway_;
  engine::Reader& reader_;
  std::string accepted_;  // names of listeners
  std::string refused_;
  size_t progress_[4] = {};  // listeners per Progress
  std::string address_problem_;
};

}  // namespace

status::Document GatewayDocument(const StatusesSources& sources, const ObjectId& id,
                                 const Gateway& gateway, engine::Reader& reader) {
  return {id, gateway.api_version, gateway.generation,
          GatewayReporter(sources, id, gateway, reader).Report()};
}

}  // namespace meshgate::pipeline
