// Who may call what over the network: every method and every identity. What is not listed as
// served is refused.
#include <google/protobuf/descriptor.h>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "controllers/pki/authority.h"
#include "controllers/sinks/xds/ads_server.h"
#include "envoy/service/discovery/v3/ads.pb.h"
#include "envoy/service/discovery/v3/discovery.pb.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/impl/codegen/proto_utils.h"
#include "gtest/gtest.h"

namespace meshgate::xds {
namespace {

using envoy::service::discovery::v3::DeltaDiscoveryRequest;

constexpr char kServed[] =
    "/envoy.service.discovery.v3.AggregatedDiscoveryService/DeltaAggregatedResources";
constexpr char kServerName[] = "xds.meshgate.test";

// All methods of the services that Envoy's API defines here, and those that servers often have.
std::vector<std::string> Methods() {
  std::vector<std::string> methods = {
      "/grpc.health.v1.Health/Check",
      "/grpc.health.v1.Health/Watch",
      "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo",
      "/grpc.channelz.v1.Channelz/GetTopChannels",
      "/envoy.service.secret.v3.SecretDiscoveryService/FetchSecrets",
      "/envoy.service.secret.v3.SecretDiscoveryService/DeltaSecrets",
      "/envoy.service.status.v3.ClientStatusDiscoveryService/FetchClientStatus",
      "/envoy.service.discovery.v3.AggregatedDiscoveryService/deltaaggregatedresources",
      "//DeltaAggregatedResources",
  };
  const auto* file = envoy::service::discovery::v3::AdsDummy::descriptor()->file();
  for (int i = 0; i < file->service_count(); ++i) {
    for (int j = 0; j < file->service(i)->method_count(); ++j) {
      const auto* method = file->service(i)->method(j);
      methods.push_back("/" + method->service()->full_name() + "/" + method->name());
    }
  }
  return methods;
}

class AdsIdentityTest : public ::testing::Test {
 protected:
  AdsIdentityTest() {
    const pki::Credentials own = authority_.IssueServer({kServerName});
    auto server = AdsServer::ListenWithTls(
        "127.0.0.1:0", {own.certificate, own.key, authority_.certificate()},
        [this](const std::string& uri) {
          if (uri == pki::ProxyName("shop", "web")) return AdsServer::Peer{web_, "shop/web"};
          if (uri == pki::ProxyName("shop", "api")) return AdsServer::Peer{api_, "shop/api"};
          return AdsServer::Peer();
        });
    EXPECT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
    web_->Open();
    api_->Open();
  }

  // What becomes of a call: the status after the first answer, or OK if there is one.
  grpc::StatusCode Call(const std::optional<pki::Credentials>& credentials,
                        const std::string& method, const std::string& gateway) {
    grpc::SslCredentialsOptions options;
    options.pem_root_certs = authority_.certificate();
    if (credentials) {
      options.pem_private_key = credentials->key;
      options.pem_cert_chain = credentials->certificate;
    }
    grpc::ChannelArguments arguments;
    arguments.SetSslTargetNameOverride(kServerName);
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    grpc::GenericStub stub(
        grpc::CreateCustomChannel("127.0.0.1:" + std::to_string(server_->port()),
                                  grpc::SslCredentials(options), arguments));
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(30));
    grpc::CompletionQueue queue;
    const auto finished = [&] {
      void* tag = nullptr;
      bool ok = false;
      return queue.Next(&tag, &ok) && ok;
    };
    auto call = stub.PrepareCall(&context, method, &queue);
    call->StartCall(nullptr);
    DeltaDiscoveryRequest request;
    request.mutable_node()->set_cluster(gateway);
    request.set_type_url(std::string(InfoOf(ResourceType::kCluster).url));
    grpc::ByteBuffer bytes;
    bool own_buffer = false;
    EXPECT_TRUE(grpc::SerializationTraits<DeltaDiscoveryRequest>::Serialize(request, &bytes,
                                                                            &own_buffer)
                    .ok());
    bool answered = false;
    if (finished()) {
      call->Write(bytes, nullptr);
      finished();
      call->Read(&bytes, nullptr);
      answered = finished();
    }
    if (answered) {
      context.TryCancel();
    }
    grpc::Status status;
    call->Finish(&status, nullptr);
    finished();
    queue.Shutdown();
    return answered ? grpc::StatusCode::OK : status.error_code();
  }

  const pki::Authority authority_ = pki::Authority::Create(std::chrono::system_clock::now());
  EndpointTable endpoints_;
  const std::shared_ptr<GatewayHub> web_ = NewHub();
  const std::shared_ptr<GatewayHub> api_ = NewHub();
  std::unique_ptr<AdsServer> server_;

 private:
  std::shared_ptr<GatewayHub> NewHub() {
    return std::make_shared<GatewayHub>(
        endpoints_, [](const Progress&) {});
  }
};

TEST_F(AdsIdentityTest, EveryMethodAndIdentity) {
  const pki::Authority other = pki::Authority::Create(std::chrono::system_clock::now());
  const pki::Authority past = pki::Authority::Create(std::chrono::system_clock::now() -
                                                     std::chrono::hours(24 * 4000));
  const std::string web = pki::ProxyName("shop", "web");
  const struct {
    const char* what;
    std::optional<pki::Credentials> credentials;
    const char* gateway;
    grpc::StatusCode code;  // of the served method
  } identities[] = {
      {"its own proxy", authority_.IssueClient(web), "shop/web", grpc::StatusCode::OK},
      {"another node cluster", authority_.IssueClient(web), "shop/api",
       grpc::StatusCode::PERMISSION_DENIED},
      {"an unknown Gateway", authority_.IssueClient(pki::ProxyName("shop", "gone")), "shop/gone",
       grpc::StatusCode::PERMISSION_DENIED},
      {"another kind of name", authority_.IssueClient("spiffe://shop/web"), "shop/web",
       grpc::StatusCode::PERMISSION_DENIED},
      {"a server of ours", authority_.IssueServer({kServerName}), "shop/web",
       grpc::StatusCode::UNAVAILABLE},
      {"another authority", other.IssueClient(web), "shop/web", grpc::StatusCode::UNAVAILABLE},
      {"an expired certificate", past.IssueClient(web), "shop/web", grpc::StatusCode::UNAVAILABLE},
      {"no certificate", std::nullopt, "shop/web", grpc::StatusCode::UNAVAILABLE},
  };
  for (const auto& identity : identities) {
    EXPECT_EQ(Call(identity.credentials, kServed, identity.gateway), identity.code)
        << identity.what;
    for (const std::string& method : Methods()) {
      if (method == kServed) continue;
      EXPECT_NE(Call(identity.credentials, method, identity.gateway), grpc::StatusCode::OK)
          << identity.what << " calls " << method;
    }
  }
  EXPECT_EQ(api_->traffic().responses, 0u);
}

TEST_F(AdsIdentityTest, AnAddressThatIsNotOursIsTold) {
  const pki::Credentials own = authority_.IssueServer({kServerName});
  const auto server = AdsServer::ListenWithTls(
      "127.0.0.1:" + std::to_string(server_->port()),
      {own.certificate, own.key, authority_.certificate()},
      [](const std::string&) { return AdsServer::Peer(); });
  EXPECT_EQ(server.status().code(), absl::StatusCode::kUnavailable);
  EXPECT_NE(server.status().message().find("--xds-listen"), absl::string_view::npos);
}

}  // namespace
}  // namespace meshgate::xds
