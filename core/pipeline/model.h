// The cells of the translator's tables that sinks read, and what they are made of; all others stand
// beside their stages. Plain values, compared with ==; see translator.h for who fills them.
#ifndef MESHGATE_CORE_PIPELINE_MODEL_H_
#define MESHGATE_CORE_PIPELINE_MODEL_H_

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/attach/allowed_routes.h"
#include "core/attach/precedence.h"
#include "core/certificate/key_pair.h"
#include "core/ir/filter.h"
#include "core/ir/infrastructure.h"
#include "core/ir/listener.h"
#include "core/ir/route.h"
#include "core/pipeline/keys.h"
#include "core/plugin/route_kind.h"
#include "core/resource/kind.h"
#include "core/resource/object_id.h"
#include "core/status/condition.h"
#include "core/status/reasons.h"

namespace meshgate::pipeline {

using resource::Kind;

// What is wrong, as a condition will say it. `reason` is one of reasons.def, never null. Beside it,
// notes are sentences about fields with less of an effect than expected; often "".
struct Problem {
  const status::Reason* reason = nullptr;
  std::string message;
  bool operator==(const Problem&) const = default;
};

// Stage `described`: what a route says, before any reference is resolved.
struct DescribedRoute {
  ir::Route route;
  ir::Traffic traffic = ir::Traffic::kHttp;
  int64_t created_seconds = 0;
  int64_t generation = 1;
  std::string api_version;
  std::optional<std::string> group;                   // what the route itself says (Membership)
  std::optional<Problem> refused;                     // the whole route
  std::vector<std::optional<Problem>> refused_rules;  // parallel to route.rules
  std::vector<std::vector<attach::MatchRank>> ranks;  // parallel to route.rules[].matches
  bool operator==(const DescribedRoute&) const = default;
};

// A rule with its custom filters, as one: see ir/filter.h for their order.
struct RuleFilters {
  struct EnvoyFilter {
    Kind kind;  // of the filter that configures it; the kinds are distinct
    ir::EnvoyMessage message;
    bool operator==(const EnvoyFilter&) const = default;
  };
  ir::HeaderModifier request_headers;   // the rule's own included
  ir::HeaderModifier response_headers;  // the rule's own included
  std::optional<ir::DirectResponse> direct_response;
  std::vector<EnvoyFilter> envoy_filters;
  bool operator==(const RuleFilters&) const = default;
};

// Stage `routes`: where a route attaches and what its references mean. The rules themselves stay in
// the `described` cell of the same key.
struct Attachment {
  FrontendId frontend;
  // Those of the route that meet the listener's, as the route says them, since the specificity of
  // the route's own hostname decides precedence; "*" for a route without hostnames. Sorted,
  // distinct.
  std::vector<std::string> hostnames;
  // Where proxies serve the frontend; none: it counts the route but is not served itself.
  std::vector<PortId> ports;
  bool operator==(const Attachment&) const = default;
};

struct ResolvedRule {
  bool refused = false;  // answers 500, or closes the connection
  // Parallel to ir::Rule::backends and mirrors; no value: the reference leads nowhere, its share of
  // the weight is answered with 500 (or its connections are closed).
  std::vector<std::optional<BackendId>> backends;
  std::vector<std::optional<BackendId>> mirrors;
  // Absent: the rule refers to no filter, and ir::Rule says all.
  std::optional<RuleFilters> filters = {};
  bool operator==(const ResolvedRule&) const = default;
};

// What applies to the requests of a rule, whether it has custom filters or not.
inline const ir::HeaderModifier& RequestHeadersOf(const ir::Rule& rule, const ResolvedRule& to) {
  return to.filters ? to.filters->request_headers : rule.request_headers;
}
inline const ir::HeaderModifier& ResponseHeadersOf(const ir::Rule& rule, const ResolvedRule& to) {
  return to.filters ? to.filters->response_headers : rule.response_headers;
}
// In place of the rule's redirect and backends.
inline const std::optional<ir::DirectResponse>& DirectResponseOf(const ir::Rule& rule,
                                                                 const ResolvedRule& to) {
  const bool by_filter = to.filters && to.filters->direct_response;
  return by_filter ? to.filters->direct_response : rule.direct_response;
}

struct ParentVerdict {
  ir::ParentRef parent;
  ObjectId gateway;
  std::vector<status::Condition> conditions;
  bool operator==(const ParentVerdict&) const = default;
};

struct ResolvedRoute {
  std::vector<Attachment> attachments;  // sorted by frontend, distinct
  std::vector<ResolvedRule> rules;      // parallel to ir::Route::rules
  std::vector<ParentVerdict> parents;   // parents that are ours, in the order of spec.parentRefs
  std::vector<Problem> unresolved;      // of references that lead nowhere: "FIELD: why"
  std::string notes;                    // of its filters; see Problem
  ir::Traffic traffic = ir::Traffic::kHttp;
  bool accepted = true;  // the plugin refused nothing of the route as a whole
  bool operator==(const ResolvedRoute&) const = default;
};

// Where requests are routed by the route. Of connections stage `l4` says who serves.
inline std::vector<AttachmentId> ServedAttachments(const ObjectId& id, const ResolvedRoute& route) {
  std::vector<AttachmentId> attachments;
  if (route.traffic != ir::Traffic::kHttp) return attachments;
  for (const Attachment& attachment : route.attachments) {
    if (!attachment.ports.empty()) attachments.push_back({id, attachment.frontend});
  }
  return attachments;
}

// Stage `certificates`: what a Secret that may be read holds.
struct Certificate {
  std::optional<certificate::KeyPair> pair;  // what proxies serve
  // Why the Secret's present content is not what they serve. With a pair: that is the last good
  // one.
  std::optional<Problem> problem;
  bool operator==(const Certificate&) const = default;
};

// Stage `frontends`: what routes that attach need to know of a listener and no more.
struct Frontend {
  int port = 0;
  ir::ListenerProtocol protocol;
  std::string hostname;
  attach::AllowedRoutes allowed_routes;
  std::vector<Kind> supported_kinds;
  std::string group;
  std::optional<Problem> not_accepted;
  bool lacks_certificate = false;  // it ends TLS, and has nothing to do so with
  bool operator==(const Frontend&) const = default;
};

// Stage `entries`: what serves a domain of a port.
struct Entry {
  HostId host;
  ir::Traffic traffic = ir::Traffic::kHttp;  // kHttp: stage `hosts` has it, any other: `l4`
  bool ends_tls = false;  // a request on a connection of another listener is misdirected
  bool operator==(const Entry&) const = default;
};

// Stage `hosts`: the matches of all routes of one hostname, in the order in which they apply. A
// host without rules answers 404.
struct HostRule {
  uint32_t route = 0;  // index into Host::routes
  uint32_t rule = 0;
  uint32_t match = 0;
  bool operator==(const HostRule&) const = default;
};
struct Host {
  std::vector<ObjectId> routes;
  std::vector<HostRule> rules;
  bool operator==(const Host&) const = default;
};

// Stage `l4`: what becomes of the connections that a frontend routes as a whole, by the name that
// clients ask for (SNI) where it has one.
struct L4Backend {
  std::optional<BackendId> backend;  // none: its share of the connections is closed
  uint32_t weight = 1;
  bool operator==(const L4Backend&) const = default;
};
struct L4Service {
  std::optional<ObjectId> route;    // who serves; none: every connection is closed
  std::string rule_name;            // of its first rule, the only one that serves; often ""
  std::vector<L4Backend> backends;  // in the order of the rule; empty if the rule is refused
  bool operator==(const L4Service&) const = default;
};

// Stage `listeners`: one port of a proxy. One on which nothing serves has no cell.
struct PortListener {
  // How connections are told apart, and what becomes of them: one chain for all frontends of
  // protocol HTTP; where TLS ends, one for each, by the name that clients ask for (SNI), and "*"
  // takes what no other one does; one for a frontend without hostnames.
  struct Chain {
    HostId host;  // the (first) frontend that it serves, and its hostname
    ir::ListenerProtocol protocol;
    std::vector<ObjectId> certificates = {};  // where TLS ends; at least one
    ir::TlsSettings settings = {};            // where TLS ends
    bool operator==(const Chain&) const = default;
  };
  // Where the proxy binds, distinct, at least one; the declared port stays in the key.
  std::vector<std::string> addresses;
  int bind_port = 0;
  std::vector<Chain> chains;  // sorted by host, at least one
  bool operator==(const PortListener&) const = default;
};

// Stage `clusters`.
struct Cluster {
  std::string app_protocol;  // of the Service port; "" when not given
  std::optional<std::chrono::milliseconds> connect_timeout = {};  // as a policy has it
  bool operator==(const Cluster&) const = default;
};

// Stage `infra`: one per Gateway of ours.
struct Infrastructure {
  struct Port {
    int number = 0;
    ir::Transport transport = ir::Transport::kTcp;  // TCP 53 and UDP 53 are two ports
    auto operator<=>(const Port&) const = default;
  };
  // To open, sorted. None: nothing of the Gateway is served, and it needs no proxy. Where
  // infrastructure has an address, what there is stays as it is: a mistake in a Gateway or in its
  // parameters must not cost it its address.
  std::vector<Port> ports;
  std::string uid;            // of the Gateway, which owns what is made for it
  std::string gateway_class;  // its name
  std::vector<std::string> addresses;  // IP addresses that the Gateway asks for
  ir::StringMap labels;       // of spec.infrastructure, for everything that is made
  ir::StringMap annotations;
  ir::InfrastructureParameters parameters;  // of the class, and over them those of the Gateway
  bool operator==(const Infrastructure&) const = default;
};

}  // namespace meshgate::pipeline

#endif  // MESHGATE_CORE_PIPELINE_MODEL_H_
