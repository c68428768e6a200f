#include "controllers/sinks/xds/stream_state.h"

#include <algorithm>
#include <chrono>
#include <string_view>
#include <utility>

namespace meshgate::xds {
namespace {

constexpr std::string_view kWildcard = "*";

// Differs on each call and in each process: a restarted server does not know what was refused.
std::string NextSalt() {
  return std::to_string(std::chrono::steady_clock::now().time_since_epoch().count());
}

std::vector<std::string> NamesOf(const std::vector<NamedResource>& resources, size_t begin,
                                 size_t end) {
  std::vector<std::string> names;
  for (size_t i = begin; i < end; ++i) names.push_back(resources[i].name);
  return names;
}

}  // namespace

void StreamState::Receive(const Request& request) {
  Settle(request);
  TypeState& state = of(request.type);
  Unsubscribe(state, request);
  Subscribe(state, request);
}

void StreamState::Settle(const Request& request) {
  TypeState& state = of(request.type);
  if (!state.in_flight || state.in_flight->response.nonce != request.nonce) return;
  const InFlight answered = *std::exchange(state.in_flight, std::nullopt);
  if (request.error) {
    Refused(state, answered, *request.error);
  } else {
    Accepted(state, answered);
  }
  if (state.parts.empty() && !HasTrial(answered.response)) {
    state.acknowledged = std::max(state.acknowledged, answered.commit);
  }
}

bool StreamState::HasTrial(const Response& response) const {
  return std::any_of(response.resources.begin(), response.resources.end(), [&](const auto& each) {
    return resources_.IsTrial(response.type, each.name);
  });
}

void StreamState::Accepted(TypeState& state, const InFlight& answered) {
  for (const NamedResource& sent : answered.response.resources) {
    state.held[sent.name] = sent.resource.version;
    resources_.Acknowledge(answered.response.type, sent.name, sent.resource);
  }
  for (const std::string& name : answered.response.removed) state.held.erase(name);
}

// One bad resource refuses its whole response, so the halves are tried until the bad ones stand
// alone.
void StreamState::Refused(TypeState& state, const InFlight& answered, const std::string& text) {
  const std::vector<NamedResource>& sent = answered.response.resources;
  for (const std::string& name : answered.response.removed) {
    if (!sent.empty() && state.held.contains(name)) state.gone.insert(name);
  }
  if (sent.size() == 1) {
    const NamedResource& bad = sent.front();
    resources_.Refuse(answered.response.type, bad.name, bad.resource.version, text);
  } else if (sent.size() > 1) {
    const size_t half = sent.size() / 2;
    state.parts.push_front(NamesOf(sent, half, sent.size()));
    state.parts.push_front(NamesOf(sent, 0, half));
  }
}

void StreamState::Subscribe(TypeState& state, const Request& request) {
  const bool first = !std::exchange(state.subscribed, true);
  for (const auto& [name, version] : request.initial_versions) {
    state.held[name] = version;
    if (request.type == ResourceType::kRoutes) resources_.NoteHeldRoutes(name, version);
  }
  bool whole = first && request.subscribe.empty() && InfoOf(request.type).is_whole;
  for (const std::string& name : request.subscribe) {
    if (name == kWildcard && InfoOf(request.type).is_whole) {
      whole = true;
    } else {
      state.names.insert(name);
      state.acknowledged = 0;  // what was acknowledged did not include this name
      (request.initial_versions.contains(name) ? state.due : state.forced).insert(name);
    }
  }
  if (!whole || std::exchange(state.wildcard, true)) return;
  state.answer_owed = request.initial_versions.empty();
  for (std::string& name : resources_.Names(request.type)) state.due.insert(std::move(name));
  for (const auto& [name, version] : state.held) state.due.insert(name);
}

void StreamState::Unsubscribe(TypeState& state, const Request& request) {
  for (const std::string& name : request.unsubscribe) {
    if (name == kWildcard) state.wildcard = false;
    state.names.erase(name);
    state.held.erase(name);
    state.due.erase(name);
    state.forced.erase(name);
    state.gone.erase(name);
  }
}

void StreamState::NoteChanges(const Changes& changes) {
  for (ResourceType type : kResourceTypes) {
    TypeState& state = of(type);
    for (const std::string& name : changes[IndexOf(type)]) {
      if (state.wildcard || state.names.contains(name)) state.due.insert(name);
    }
  }
}

std::vector<Response> StreamState::Take() {
  std::vector<Response> responses;
  for (ResourceType type : kResourceTypes) {
    if (!Blocked(type)) TakeType(type, responses);
  }
  // The removals that waited for the routes, if these turned out to be what the proxy has.
  TakeType(ResourceType::kCluster, responses);
  return responses;
}

// What refers to something waits until that is on its way. Endpoints never wait: the
// acknowledgement of their clusters depends on them.
bool StreamState::Blocked(ResourceType type) const {
  if (type == ResourceType::kCluster || type == ResourceType::kEndpoints) return false;
  return std::any_of(kResourceTypes.begin(), kResourceTypes.begin() + IndexOf(type),
                     [this](ResourceType earlier) { return of(earlier).pending(); });
}

void StreamState::TakeType(ResourceType type, std::vector<Response>& responses) {
  TypeState& state = of(type);
  if (state.in_flight) return;
  InFlight next;
  const bool is_whole = state.parts.empty();
  next.response = Compose(type, state);
  next.response.type = type;
  next.commit = is_whole && !HasTrial(next.response) ? commit_ : 0;
  AddRemovals(type, state, next.response);
  if (next.response.resources.empty() && next.response.removed.empty() && !state.answer_owed) {
    return;
  }
  state.answer_owed = false;
  next.response.nonce = std::to_string(++last_nonce_);
  if (type == ResourceType::kCluster) {
    // A changed cluster is warmed again, so its endpoints go with it whatever the proxy has.
    for (const NamedResource& cluster : next.response.resources) {
      of(ResourceType::kEndpoints).forced.insert(cluster.name);
    }
  }
  responses.push_back(next.response);
  state.in_flight = std::move(next);
}

Response StreamState::Compose(ResourceType type, TypeState& state) {
  Response response;
  std::set<std::string> forced;
  std::set<std::string> due;
  if (state.parts.empty()) {
    forced.swap(state.forced);
    due.swap(state.due);
    due.insert(forced.begin(), forced.end());
  } else {
    forced.insert(state.parts.front().begin(), state.parts.front().end());
    due = forced;
    state.parts.pop_front();
    response.salt = NextSalt();
  }
  for (const std::string& name : due) {
    auto held = state.held.find(name);
    std::optional<Resource> resource = resources_.Find(type, name);
    if (!resource && type == ResourceType::kEndpoints && forced.contains(name)) {
      // Envoy waits for what it asks for, even if the cluster is about to be removed.
      resource = Resource::Of(EmptyAssignment(name));
    }
    if (!resource) {
      if (held != state.held.end()) {
        if (!resources_.IsWithheld(type, name)) state.gone.insert(name);
      } else if (forced.contains(name)) {
        response.removed.push_back(name);
      }
    } else if (forced.contains(name) || held == state.held.end() ||
               held->second != resource->version) {
      if (response.salt.empty() && resources_.WasRefused(type, name, resource->version)) {
        response.salt = NextSalt();
      }
      response.resources.push_back({name, *std::move(resource)});
    }
  }
  return response;
}

void StreamState::AddRemovals(ResourceType type, TypeState& state, Response& response) {
  if (state.gone.empty()) return;
  // Envoy drops the others by itself, with the listener or cluster that asked for them.
  const bool removable = InfoOf(type).is_whole;
  if (type == ResourceType::kCluster && !RoutesAreCurrent()) return;
  for (const std::string& name : std::exchange(state.gone, {})) {
    const bool stays = resources_.Find(type, name) || resources_.IsWithheld(type, name);
    if (removable && !stays) response.removed.push_back(name);
  }
}

// The proxy is known to route by nothing that is older than what is served.
bool StreamState::RoutesAreCurrent() const {
  const TypeState& listeners = of(ResourceType::kListener);
  const TypeState& routes = of(ResourceType::kRoutes);
  return listeners.wildcard && listeners.settled() && routes.settled() && ListenersAreComplete();
}

// A listener that asks for something and has not done so yet is not open either.
bool StreamState::ListenersAreComplete() const {
  const TypeState& listeners = of(ResourceType::kListener);
  return std::all_of(listeners.held.begin(), listeners.held.end(), [&](const auto& listener) {
    const std::vector<TypedName>& asked = resources_.AskedBy(listener.first);
    return std::all_of(asked.begin(), asked.end(), [&](const TypedName& resource) {
      return of(resource.type).names.contains(resource.name);
    });
  });
}

uint64_t StreamState::acknowledged() const {
  if (!ListenersAreComplete()) return 0;

  uint64_t commit = commit_;
  for (ResourceType type : kResourceTypes) {
    const TypeState& state = of(type);
    if (InfoOf(type).is_whole && !state.wildcard) return 0;
    if (!state.settled() || state.answer_owed) commit = std::min(commit, state.acknowledged);
  }
  return commit;
}

}  // namespace meshgate::xds
