// Whether what a plugin returned keeps the rules of the IR. Plugins are checked as strictly as user
// input: proxies refuse what breaks these rules, and with it everything else they were sent. [pure]
#ifndef MESHGATE_CORE_LOADER_IR_CHECK_H_
#define MESHGATE_CORE_LOADER_IR_CHECK_H_

#include <cstddef>
#include <string>
#include <vector>

#include "core/ir/filter.h"
#include "core/ir/infrastructure.h"
#include "core/ir/listener.h"
#include "core/ir/policy.h"
#include "core/ir/route.h"
#include "core/plugin/route_kind.h"

namespace meshgate::loader {

// Each returns "" or what is wrong, for the author of the plugin: "rules[0].redirect.port must be
// from 0 to 65535". `index` is the rule's.

// Parents, hostnames and the number of rules.
std::string FindInvalidRoute(const ir::Route& route);
// The rule's matches.
std::string FindInvalidMatch(const ir::Rule& rule, size_t index, ir::Traffic traffic);
// Everything else of the rule.
std::string FindInvalidAction(const ir::Rule& rule, size_t index);

// A custom filter; `has_envoy_filter`: its kind registered one.
std::string FindInvalidFilter(const ir::Filter& filter, bool has_envoy_filter);
// What an object, or a part, refers to.
std::string FindInvalidReferences(const std::vector<ir::Reference>& references);
// What a listener says of TLS; `usable`: which of its references lead to a certificate.
std::string FindInvalidListener(const ir::ListenerTls& tls, const std::vector<bool>& usable);
// What a policy applies to.
std::string FindInvalidTargets(const std::vector<ir::PolicyTarget>& targets);
// What a policy says; `targets`: the kinds that its kind may target.
std::string FindInvalidPolicy(const ir::PolicyFragment& policy,
                              const std::vector<ir::KindName>& targets);
// Its names and its size; whether it fits its type is the sink's to say.
std::string FindInvalidMessage(const ir::EnvoyMessage& message);

// Parameters of a class; their texts end up in objects of Kubernetes, which would refuse them.
std::string FindInvalidParameters(const ir::InfrastructureParameters& parameters);

}  // namespace meshgate::loader

#endif  // MESHGATE_CORE_LOADER_IR_CHECK_H_
