// The Envoy HTTP filters that plugins may use (FilterKindSpec::envoy_filter).
//
// A filter is supported when everything that Envoy checks of its messages is checked here: what
// Envoy refuses, it refuses together with the whole response. [pure]
#ifndef MESHGATE_CONTROLLERS_SINKS_XDS_ENVOY_FILTERS_H_
#define MESHGATE_CONTROLLERS_SINKS_XDS_ENVOY_FILTERS_H_

#include <string>

#include "core/ir/filter.h"
#include "google/protobuf/any.pb.h"

namespace meshgate::xds {

// "", or what is wrong with `message` as the configuration of a listener's filter, and the way out.
std::string FindInvalidEnvoyFilter(const ir::EnvoyMessage& message);

// The same of a rule's configuration for the filter of type `filter_type`.
std::string FindInvalidRouteConfig(const std::string& filter_type, const ir::EnvoyMessage& message);

// A message that one of the two accepts.
void PackEnvoyMessage(const ir::EnvoyMessage& message, google::protobuf::Any& out);

}  // namespace meshgate::xds

#endif  // MESHGATE_CONTROLLERS_SINKS_XDS_ENVOY_FILTERS_H_
