#include <algorithm>
#include <string>
#include <utility>

#include "core/attach/hostname.h"
#include "core/loader/call_plugin.h"
#include "core/pipeline/capabilities.h"
#include "core/pipeline/gateways.h"
#include "core/pipeline/issue_text.h"
#include "core/status/reasons.h"

namespace meshgate::pipeline {
namespace {

// Listener.allowedRoutes.kinds: what is not asked for is not supported, what is asked for and not
// supported is reported.
void JudgeKinds(const std::vector<Kind>& possible, Listener& listener) {
  const std::vector<Kind>& wanted = listener.allowed_routes.kinds;
  if (wanted.empty()) {
    listener.supported_kinds = possible;
    return;
  }
  for (const Kind kind : wanted) {
    if (std::find(possible.begin(), possible.end(), kind) == possible.end()) {
      listener.unresolved_refs.push_back(
          {&status::kListenerResolvedRefsFalseInvalidRouteKinds,
           "allowedRoutes.kinds: " + ToString(kind) + " cannot attach to a listener of protocol " +
               listener.protocol.name + "; name kinds that this controller supports there"});
    } else if (std::find(listener.supported_kinds.begin(), listener.supported_kinds.end(), kind) ==
               listener.supported_kinds.end()) {
      listener.supported_kinds.push_back(kind);
    }
  }
}

void DescribeTls(const loader::ListenerKind& kind, const resource::Object& gateway,
                 resource::Node node, Listener& listener) {
  loader::References said = loader::CallReferences(kind, {gateway, node});
  if (said.issues.empty()) {
    listener.references = std::move(said.fragment);
    listener.notes = ToSentences(said.notes);
  } else {
    listener.not_accepted = RefusalOf(said.issues.front());
  }
}

// Whether connections, or requests on them, can be told apart: those with TLS by SNI.
bool Compatible(const ir::ListenerProtocol& a, const ir::ListenerProtocol& b) {
  const auto by_sni = [](const ir::ListenerProtocol& protocol) {
    return protocol.ends_tls || protocol.traffic == ir::Traffic::kTls;
  };
  return a.has_hostnames() && b.has_hostnames() && by_sni(a) == by_sni(b);
}

void RefuseForProtocol(Listener& listener, const Listener& other) {
  const std::string message =
      "listener \"" + other.name + "\" wants port " + std::to_string(listener.port) +
      " for protocol " + other.protocol.name + "; give one of them another port";
  listener.not_accepted = Problem{&status::kListenerAcceptedFalseProtocolConflict, message};
  listener.conflicted = Problem{&status::kListenerConflictedTrueProtocolConflict, message};
}

void RefuseForHostname(Listener& listener, const Listener& other) {
  const std::string message =
      "listener \"" + other.name + "\" wants port " + std::to_string(listener.port) +
      " and hostname \"" + listener.hostname + "\" too; give one of them another port or hostname";
  listener.not_accepted = Problem{&status::kListenerAcceptedFalseHostnameConflict, message};
  listener.conflicted = Problem{&status::kListenerConflictedTrueHostnameConflict, message};
}

// Gateway API, ListenerConditionOverlappingTLSConfig: a client may reuse a connection for another
// hostname that its certificate covers.
void NoteOverlap(Listener& listener, const Listener& other) {
  if (listener.overlapping || !listener.references || !other.references) return;
  if (!attach::Covers(listener.hostname, other.hostname) &&
      !attach::Covers(other.hostname, listener.hostname)) {
    return;
  }
  listener.overlapping =
      Problem{&status::kListenerOverlappingTLSConfigTrueOverlappingHostnames,
              "hostname \"" + listener.hostname + "\" overlaps with \"" + other.hostname +
                  "\" of listener \"" + other.name + "\" on port " +
                  std::to_string(listener.port) +
                  ": a client may send requests for one over a connection of the other"};
}

}  // namespace

Problem RefusalOf(const loader::Issue& issue) {
  return {IsFailure(issue) ? &status::kListenerAcceptedFalsePluginFailed
                           : &status::kListenerAcceptedFalseUnsupportedValue,
          ToText(issue)};
}

Listener ReadListener(const resource::Object& gateway, resource::Node node,
                      const loader::Registry& registry) {
  Listener listener;
  listener.name = node["name"].text();
  listener.port = static_cast<int>(node["port"].IntOr(0));
  listener.protocol.name = node["protocol"].text();
  if (const auto* const known = registry.FindProtocol(listener.protocol.name)) {
    listener.protocol = *known;
  }
  // Listener.hostname: ignored where the protocol does not match by it.
  const std::string hostname = attach::Normalise(node["hostname"].text());
  if (!hostname.empty() && listener.protocol.has_hostnames()) listener.hostname = hostname;
  listener.allowed_routes = attach::ParseAllowedRoutes(node);
  const std::vector<Kind> kinds = KindsOfProtocol(registry, listener.protocol.name);
  if (kinds.empty()) {
    listener.not_accepted = Problem{&status::kListenerAcceptedFalseUnsupportedProtocol,
                                    "no loaded plugin serves protocol " + listener.protocol.name +
                                        "; use another protocol or load a plugin that does"};
    return listener;
  }
  JudgeKinds(kinds, listener);
  if (const loader::ListenerKind* const kind = registry.FindListenerKind(listener.protocol.name)) {
    DescribeTls(*kind, gateway, node, listener);
  }
  return listener;
}

void FindConflicts(std::vector<Listener>& listeners) {
  // A listener that is refused for itself takes part in no conflict: it must hurt nobody else.
  std::vector<Listener*> candidates;
  for (Listener& listener : listeners) {
    if (!listener.not_accepted) candidates.push_back(&listener);
  }
  for (Listener* const a : candidates) {
    for (const Listener* const b : candidates) {
      if (a == b || a->port != b->port) continue;
      if (a->protocol.transport != b->protocol.transport) continue;
      if (!Compatible(a->protocol, b->protocol)) {
        RefuseForProtocol(*a, *b);
        break;
      }
      if (a->hostname == b->hostname) {
        RefuseForHostname(*a, *b);
      } else {
        NoteOverlap(*a, *b);
      }
    }
  }
}

}  // namespace meshgate::pipeline
