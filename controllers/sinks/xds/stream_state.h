// What one proxy's delta xDS stream asked for, has, and is owed: the protocol without the
// transport.
//
// Rules (Envoy 1.40): clusters, their endpoints unasked, secrets, routes, listeners, in a row and
// without waiting; a cluster is removed only after the routes and listeners that do not need it any
// more were acknowledged; nothing is pushed before its first subscription, except endpoints behind
// their cluster; every newly subscribed name is answered; one response per type is outstanding,
// what changes meanwhile is sent together after its acknowledgement.
#ifndef MESHGATE_CONTROLLERS_SINKS_XDS_STREAM_STATE_H_
#define MESHGATE_CONTROLLERS_SINKS_XDS_STREAM_STATE_H_

#include <array>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "controllers/sinks/xds/gateway_resources.h"
#include "controllers/sinks/xds/resource.h"

namespace meshgate::xds {

// A DeltaDiscoveryRequest of a type that this sink serves.
struct Request {
  ResourceType type = ResourceType::kCluster;
  std::vector<std::string> subscribe;
  std::vector<std::string> unsubscribe;
  std::map<std::string, std::string> initial_versions;  // name -> version
  std::string nonce;                                    // "": answers no response
  std::optional<std::string> error;                     // a refusal's text
};

struct NamedResource {
  std::string name;
  Resource resource;
};

// A DeltaDiscoveryResponse to be sent.
struct Response {
  ResourceType type = ResourceType::kCluster;
  std::string nonce;
  std::vector<NamedResource> resources;
  std::vector<std::string> removed;
  // Not empty: goes into every resource's metadata, because Envoy may ignore bytes that it has
  // refused once, even when another resource was to blame.
  std::string salt;
};

// Not synchronised: the GatewayHub's mutex guards it.
class StreamState {
 public:
  // `resources` must outlive this. `commit`: the one whose changes `resources` holds.
  StreamState(GatewayResources& resources, uint64_t commit)
      : resources_(resources), commit_(commit) {}

  // Answers of the proxy go to `resources`.
  void Receive(const Request& request);
  void NoteChanges(const Changes& changes);
  void NoteCommit(uint64_t commit) { commit_ = commit; }

  // What is to be sent now, in this order.
  std::vector<Response> Take();

  // The latest commit of which the proxy has acknowledged, or refused, everything; 0 while it has
  // not got everything once.
  uint64_t acknowledged() const;

 private:
  struct InFlight {
    Response response;
    uint64_t commit = 0;  // everything of this commit is sent; 0 for a part of it or a trial
  };
  struct TypeState {
    bool subscribed = false;
    bool wildcard = false;
    bool answer_owed = false;                    // even if there is nothing to say
    std::set<std::string> names;                 // asked for by name
    std::map<std::string, std::string> held;     // name -> version that the proxy has
    std::set<std::string> due;                   // sent if the proxy has another version
    std::set<std::string> forced;                // sent whatever the proxy has
    std::set<std::string> gone;                  // held and to be removed
    std::deque<std::vector<std::string>> parts;  // of a refused response, to be tried again
    std::optional<InFlight> in_flight;
    uint64_t acknowledged = 0;  // commit

    bool pending() const { return !due.empty() || !forced.empty() || !parts.empty(); }
    bool settled() const { return !pending() && !in_flight; }
  };

  TypeState& of(ResourceType type) { return types_[IndexOf(type)]; }
  const TypeState& of(ResourceType type) const { return types_[IndexOf(type)]; }

  void Settle(const Request& request);
  void Accepted(TypeState& state, const InFlight& answered);
  void Refused(TypeState& state, const InFlight& answered, const std::string& text);
  bool HasTrial(const Response& response) const;
  void Subscribe(TypeState& state, const Request& request);
  void Unsubscribe(TypeState& state, const Request& request);
  bool Blocked(ResourceType type) const;
  bool RoutesAreCurrent() const;
  bool ListenersAreComplete() const;
  void TakeType(ResourceType type, std::vector<Response>& responses);
  Response Compose(ResourceType type, TypeState& state);
  void AddRemovals(ResourceType type, TypeState& state, Response& response);

  GatewayResources& resources_;
  uint64_t commit_;
  uint64_t last_nonce_ = 0;
  std::array<TypeState, kResourceTypeCount> types_;
};

}  // namespace meshgate::xds

#endif  // MESHGATE_CONTROLLERS_SINKS_XDS_STREAM_STATE_H_
