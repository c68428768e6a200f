// Servers of delta ADS over gRPC. Every other method is refused. [thread-safe]
#ifndef MESHGATE_CONTROLLERS_SINKS_XDS_ADS_SERVER_H_
#define MESHGATE_CONTROLLERS_SINKS_XDS_ADS_SERVER_H_

#include <functional>
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
  // Serves one Gateway on a Unix socket: who can open it is a proxy of this Gateway, so it lies in
  // a folder that only its owner can enter. Replaces a socket that is there; the path has at most
  // 107 bytes. InvalidArgument or Unavailable, naming the path.
  static absl::StatusOr<std::unique_ptr<AdsServer>> Listen(std::shared_ptr<GatewayHub> hub,
                                                           const std::string& socket_path);

  // PEM texts: the certificate that proxies are shown with its key, and that of the authority which
  // signed the certificates that they must have.
  struct Tls {
    std::string certificate;
    std::string key;
    std::string authority;
  };
  // The Gateway whose proxy has a certificate with this name (a URI), and the node cluster that the
  // proxy has to have; without a hub it is refused. [thread-safe]
  struct Peer {
    std::shared_ptr<GatewayHub> hub;
    std::string gateway;
  };
  using FindPeer = std::function<Peer(const std::string& uri)>;

  // Serves all Gateways at `address` ("0.0.0.0:18000"; port 0: any free one) with mutual TLS.
  // Unavailable, naming the address.
  static absl::StatusOr<std::unique_ptr<AdsServer>> ListenWithTls(const std::string& address,
                                                                  const Tls& tls, FindPeer find);

  // The port of a server with TLS.
  int port() const { return port_; }

  // Breaks the streams and waits until none is left.
  ~AdsServer();

 private:
  AdsServer(std::unique_ptr<grpc::CallbackGenericService> service,
            std::unique_ptr<grpc::Server> server, int port);

  std::unique_ptr<grpc::CallbackGenericService> service_;  // used by server_
  std::unique_ptr<grpc::Server> server_;
  const int port_;
};

}  // namespace meshgate::xds

#endif  // MESHGATE_CONTROLLERS_SINKS_XDS_ADS_SERVER_H_
