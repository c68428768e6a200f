// Decoding of what a proxy sends. [pure]
#ifndef MESHGATE_CONTROLLERS_SINKS_XDS_REQUEST_H_
#define MESHGATE_CONTROLLERS_SINKS_XDS_REQUEST_H_

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "controllers/sinks/xds/stream_state.h"
#include "grpcpp/support/byte_buffer.h"

namespace meshgate::xds {

struct ReceivedRequest {
  std::string gateway;             // the node's cluster, told in the first request at least
  std::optional<Request> request;  // none when it is about a type that this sink does not serve
};

// InvalidArgument when the bytes are no DeltaDiscoveryRequest. Consumes `bytes`.
absl::StatusOr<ReceivedRequest> DecodeRequest(grpc::ByteBuffer& bytes);

}  // namespace meshgate::xds

#endif  // MESHGATE_CONTROLLERS_SINKS_XDS_REQUEST_H_
