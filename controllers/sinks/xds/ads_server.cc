#include "controllers/sinks/xds/ads_server.h"

#include <sys/stat.h>
#include <sys/un.h>

#include <chrono>
#include <string_view>
#include <utility>

#include "controllers/sinks/xds/ads_stream.h"
#include "grpcpp/server.h"
#include "grpcpp/server_builder.h"

namespace meshgate::xds {
namespace {

constexpr std::string_view kDeltaMethod =
    "/envoy.service.discovery.v3.AggregatedDiscoveryService/DeltaAggregatedResources";

// The first request of a type names every resource that the proxy has.
constexpr int kMaxRequestBytes = 32 << 20;

class RefusedCall final : public grpc::ServerGenericBidiReactor {
 public:
  RefusedCall() {
    Finish(grpc::Status(grpc::StatusCode::PERMISSION_DENIED,
                        "only DeltaAggregatedResources is served here"));
  }
  void OnDone() override { delete this; }
};

class Service final : public grpc::CallbackGenericService {
 public:
  explicit Service(GatewayHub& hub) : hub_(hub) {}

  grpc::ServerGenericBidiReactor* CreateReactor(
      grpc::GenericCallbackServerContext* context) override {
    if (context->method() != kDeltaMethod) return new RefusedCall;
    return AdsStream::Start(hub_);
  }

 private:
  GatewayHub& hub_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<AdsServer>> AdsServer::Listen(GatewayHub& hub,
                                                             const std::string& socket_path) {
  if (socket_path.size() >= sizeof(sockaddr_un::sun_path)) {
    return absl::InvalidArgumentError("the path of the xDS socket " + socket_path +
                                      " is longer than 107 bytes; choose a shorter folder");
  }
  auto service = std::make_unique<Service>(hub);
  grpc::ServerBuilder builder;
  builder.RegisterCallbackGenericService(service.get());
  builder.SetMaxReceiveMessageSize(kMaxRequestBytes);
  builder.SetMaxSendMessageSize(-1);
  int bound = 0;
  builder.AddListeningPort("unix:" + socket_path, grpc::InsecureServerCredentials(), &bound);
  std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  if (!server || bound == 0) {
    return absl::UnavailableError("cannot listen on the xDS socket " + socket_path +
                                  "; check that its folder exists and can be written");
  }
  if (chmod(socket_path.c_str(), S_IRUSR | S_IWUSR) != 0) {
    return absl::UnavailableError("cannot restrict the xDS socket " + socket_path +
                                  " to its owner");
  }
  return std::unique_ptr<AdsServer>(new AdsServer(std::move(service), std::move(server)));
}

AdsServer::AdsServer(std::unique_ptr<grpc::CallbackGenericService> service,
                     std::unique_ptr<grpc::Server> server)
    : service_(std::move(service)), server_(std::move(server)) {}

AdsServer::~AdsServer() { server_->Shutdown(std::chrono::system_clock::now()); }

}  // namespace meshgate::xds
