// What the variants of the bootstrap share. [pure]
#ifndef MESHGATE_CONTROLLERS_INFRA_BOOTSTRAP_PARTS_H_
#define MESHGATE_CONTROLLERS_INFRA_BOOTSTRAP_PARTS_H_

#include <google/protobuf/message.h>

#include <string>

#include "envoy/config/bootstrap/v3/bootstrap.pb.h"
#include "envoy/config/cluster/v3/cluster.pb.h"

namespace meshgate::infra {

// The control plane's cluster, HTTP/2, without type and endpoints.
envoy::config::cluster::v3::Cluster& AddControlPlane(
    envoy::config::bootstrap::v3::Bootstrap& bootstrap);

// Everything that does not depend on where the proxy runs.
void AddCommonParts(const std::string& admin_socket,
                    envoy::config::bootstrap::v3::Bootstrap& bootstrap);

std::string ToJson(const google::protobuf::Message& message);

}  // namespace meshgate::infra

#endif  // MESHGATE_CONTROLLERS_INFRA_BOOTSTRAP_PARTS_H_
