// The tables of the endpoints' engine. [engine thread]
#ifndef MESHGATE_CONTROLLERS_SINKS_XDS_ENDPOINT_STAGES_H_
#define MESHGATE_CONTROLLERS_SINKS_XDS_ENDPOINT_STAGES_H_

#include <compare>
#include <string>

#include "core/base/shared_bytes.h"
#include "core/engine/engine.h"
#include "core/pipeline/model.h"
#include "core/resource/object.h"

namespace meshgate::xds {

struct EndpointAddress {
  std::string ip;  // IPv4 or IPv6, without brackets
  int port = 0;
  auto operator<=>(const EndpointAddress&) const = default;
};

struct EndpointOptions {
  // In a cluster a loopback address would reach the proxy's own host.
  bool allow_loopback = false;
};

// A backend's new ClusterLoadAssignment; empty: there is no such Service port any more.
struct AssignmentChange {
  pipeline::BackendId backend;
  base::SharedBytes assignment;
};

struct EndpointTables {
  engine::Input<resource::ObjectId, resource::ObjectPtr>& services;
  engine::Input<resource::ObjectId, resource::ObjectPtr>& slices;
  engine::Input<pipeline::BackendId, EndpointAddress>& overrides;
  // One cell per Service port and per override, exported. Ready addresses only, and if there is
  // none those that still serve while they terminate; sorted, distinct. A Service without slices
  // has an assignment without endpoints.
  engine::Stage<pipeline::BackendId, base::SharedBytes>& assignments;
};

EndpointTables AddEndpointStages(engine::Engine& engine, const EndpointOptions& options);

}  // namespace meshgate::xds

#endif  // MESHGATE_CONTROLLERS_SINKS_XDS_ENDPOINT_STAGES_H_
