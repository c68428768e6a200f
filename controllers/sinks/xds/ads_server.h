// The xDS server of one Gateway: delta ADS over gRPC on one Unix socket. Who can open the socket is
// a proxy of this Gateway, so the socket lies in a folder that only its owner can enter. Every
// other method is refused. [thread-safe]
#ifndef MESHGATE_CONTROLLERS_SINKS_XDS_ADS_SERVER_H_
#define MESHGATE_CONTROLLERS_SINKS_XDS_ADS_SERVER_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "controllers/sinks/xds/gateway_hub.h"

namespace grpc {
class CallbackGenericService;
class Server;
}  // namespace grpc

namespace meshgate::xds {

class AdsServer {
 public:
  // Listens on `socket_path`, at most 107 bytes, replacing a socket that is there; `hub` must
  // outlive the server. InvalidArgument or Unavailable, naming the path.
  static absl::StatusOr<std::unique_ptr<AdsServer>> Listen(GatewayHub& hub,
                                                           const std::string& socket_path);

  // Breaks the streams and waits until none is left.
  ~AdsServer();

 private:
  AdsServer(std::unique_ptr<grpc::CallbackGenericService> service,
            std::unique_ptr<grpc::Server> server);

  std::unique_ptr<grpc::CallbackGenericService> service_;  // used by server_
  std::unique_ptr<grpc::Server> server_;
};

}  // namespace meshgate::xds

#endif  // MESHGATE_CONTROLLERS_SINKS_XDS_ADS_SERVER_H_
