// What a custom filter does to the requests of the rules that refer to it: what a filter kind
// builds. Plain values, as those of route.h. Gateway API: HTTPRouteFilter.extensionRef.
// [pure]
//
// The filters of one rule apply in the order of its references, after the rule's own header
// modifiers: each sees the headers as the one before it leaves them. The first direct response
// counts, and takes the place of the rule's redirect and backends. Envoy filters run before all
// that, in the order of their kinds' names.
#ifndef MESHGATE_CORE_IR_FILTER_H_
#define MESHGATE_CORE_IR_FILTER_H_

#include <optional>
#include <string>

#include "core/ir/route.h"
#include "core/ir/value.h"

namespace meshgate::ir {

// A message of Envoy's API. `type` is its full name, such as
// "envoy.extensions.filters.http.local_ratelimit.v3.LocalRateLimit"; `fields` are read as protobuf
// reads JSON: fields by their names, enumerators by theirs, a Duration as "1.5s". What does not fit
// the type, or a type that the manager does not know, refuses the filter; nothing is left out.
struct EnvoyMessage {
  std::string type;
  ValueMap fields;
  bool operator==(const EnvoyMessage&) const = default;
};

struct Filter {
  HeaderModifier request_headers = {};
  HeaderModifier response_headers = {};  // also of answers that the gateway gives itself
  std::optional<DirectResponse> direct_response = {};
  // The configuration of the kind's Envoy filter (FilterKindSpec::envoy_filter) for the rule.
  std::optional<EnvoyMessage> envoy_filter = {};
  bool operator==(const Filter&) const = default;
};

}  // namespace meshgate::ir

#endif  // MESHGATE_CORE_IR_FILTER_H_
