// A DeltaDiscoveryResponse as gRPC sends it: small framing between buffers that are shared, so that
// a push copies no resource. [pure]
#ifndef MESHGATE_CONTROLLERS_SINKS_XDS_RESPONSE_H_
#define MESHGATE_CONTROLLERS_SINKS_XDS_RESPONSE_H_

#include "controllers/sinks/xds/stream_state.h"
#include "grpcpp/support/byte_buffer.h"

namespace meshgate::xds {

grpc::ByteBuffer EncodeResponse(const Response& response);

}  // namespace meshgate::xds

#endif  // MESHGATE_CONTROLLERS_SINKS_XDS_RESPONSE_H_
