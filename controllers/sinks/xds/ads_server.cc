#include "controllers/sinks/xds/ads_server.h"

#include <sys/stat.h>
#include <sys/un.h>

#include <chrono>
#include <string_view>
#include <utility>

#include "controllers/sinks/xds/ads_stream.h"
#include "controllers/sinks/xds/grpc_order.h"
#include "grpc/grpc_security_constants.h"
#include "grpcpp/security/auth_context.h"
#include "grpcpp/security/server_credentials.h"
#include "grpcpp/server.h"
#include "grpcpp/server_builder.h"

namespace meshgate::xds {
namespace {

constexpr std::string_view kDeltaMethod =
    "/envoy.service.discovery.v3.AggregatedDiscoveryService/DeltaAggregatedResources";

// The first request of a type names every resource that the proxy has.
constexpr int kMaxRequestBytes = 32 << 20;
constexpr int kKeepaliveMilliseconds = 30000;
constexpr int kShortestPingMilliseconds = 5000;

class RefusedCall final : public grpc::ServerGenericBidiReactor {
 public:
  explicit RefusedCall(const char* why) {
    const GrpcTurn turn(this);
    Finish(grpc::Status(grpc::StatusCode::PERMISSION_DENIED, why));
  }
  void OnDone() override {
    TakeFromGrpc(this);
    delete this;
  }
};

AdsServer::Peer PeerOf(const grpc::AuthContext& peer, const AdsServer::FindPeer& find) {
  if (!peer.IsPeerAuthenticated()) return {};
  for (const grpc::string_ref& name : peer.FindPropertyValues(GRPC_X509_SAN_PROPERTY_NAME)) {
    AdsServer::Peer found = find(std::string(name.data(), name.size()));
    if (found.hub) return found;
  }
  return {};
}

// Nothing is served but what is named here: the one method, to a peer that is known.
class Service final : public grpc::CallbackGenericService {
 public:
  // Called with the peer's identity, which is empty on a Unix socket.
  using Identify = std::function<AdsServer::Peer(const grpc::AuthContext&)>;

  explicit Service(Identify identify) : identify_(std::move(identify)) {}

  grpc::ServerGenericBidiReactor* CreateReactor(
      grpc::GenericCallbackServerContext* context) override {
    if (context->method() != kDeltaMethod) {
      return new RefusedCall("only DeltaAggregatedResources is served here");
    }
    AdsServer::Peer peer = identify_(*context->auth_context());
    if (!peer.hub) return new RefusedCall("the certificate is not that of a Gateway's proxy");
    return AdsStream::Start(std::move(peer.hub), *context, std::move(peer.gateway));
  }

 private:
  const Identify identify_;
};

std::unique_ptr<grpc::Server> Start(const std::string& address,
                                    const std::shared_ptr<grpc::ServerCredentials>& credentials,
                                    Service& service, int& port) {
  grpc::ServerBuilder builder;
  builder.RegisterCallbackGenericService(&service);
  builder.SetMaxReceiveMessageSize(kMaxRequestBytes);
  builder.SetMaxSendMessageSize(-1);
  // A proxy that went away without a word is noticed, and one that pings is not sent away.
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, kKeepaliveMilliseconds);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, kKeepaliveMilliseconds);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS,
                             kShortestPingMilliseconds);
  // Two managers on one port would each serve some proxies.
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  builder.AddListeningPort(address, credentials, &port);
  std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  return port == 0 ? nullptr : std::move(server);
}

}  // namespace

absl::StatusOr<std::unique_ptr<AdsServer>> AdsServer::Listen(std::shared_ptr<GatewayHub> hub,
                                                             const std::string& socket_path) {
  if (socket_path.size() >= sizeof(sockaddr_un::sun_path)) {
    return absl::InvalidArgumentError("the path of the xDS socket " + socket_path +
                                      " is longer than 107 bytes; choose a shorter folder");
  }
  auto service = std::make_unique<Service>(
      [hub = std::move(hub)](const grpc::AuthContext&) { return Peer{hub, ""}; });
  int port = 0;
  std::unique_ptr<grpc::Server> server =
      Start("unix:" + socket_path, grpc::InsecureServerCredentials(), *service, port);
  if (!server) {
    return absl::UnavailableError("cannot listen on the xDS socket " + socket_path +
                                  "; check that its folder exists and can be written");
  }
  if (chmod(socket_path.c_str(), S_IRUSR | S_IWUSR) != 0) {
    return absl::UnavailableError("cannot restrict the xDS socket " + socket_path +
                                  " to its owner");
  }
  return std::unique_ptr<AdsServer>(new AdsServer(std::move(service), std::move(server), port));
}

absl::StatusOr<std::unique_ptr<AdsServer>> AdsServer::ListenWithTls(const std::string& address,
                                                                    const Tls& tls,
                                                                    FindPeer find) {
  grpc::SslServerCredentialsOptions options(
      GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
  options.pem_root_certs = tls.authority;
  options.pem_key_cert_pairs = {{tls.key, tls.certificate}};
  auto service =
      std::make_unique<Service>([find = std::move(find)](const grpc::AuthContext& context) {
        return PeerOf(context, find);
      });
  int port = 0;
  std::unique_ptr<grpc::Server> server =
      Start(address, grpc::SslServerCredentials(options), *service, port);
  if (!server) {
    return absl::UnavailableError("cannot serve xDS at " + address +
                                  "; check that the address is one of this machine and the port "
                                  "is free, or choose another one with --xds-listen");
  }
  return std::unique_ptr<AdsServer>(new AdsServer(std::move(service), std::move(server), port));
}

AdsServer::AdsServer(std::unique_ptr<grpc::CallbackGenericService> service,
                     std::unique_ptr<grpc::Server> server, int port)
    : service_(std::move(service)), server_(std::move(server)), port_(port) {}

AdsServer::~AdsServer() { server_->Shutdown(std::chrono::system_clock::now()); }

}  // namespace meshgate::xds
