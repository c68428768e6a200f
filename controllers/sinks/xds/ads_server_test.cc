#include "controllers/sinks/xds/ads_server.h"

#include <sys/stat.h>

#include <chrono>
#include <cstdlib>
#include <thread>

#include "controllers/sinks/xds/progress_log.h"
#include "controllers/sinks/xds/stream_state_fixture.h"
#include "controllers/sinks/xds/wire.h"
#include "envoy/config/route/v3/route.pb.h"
#include "envoy/service/discovery/v3/ads.grpc.pb.h"
#include "envoy/service/discovery/v3/discovery.pb.h"
#include "grpcpp/create_channel.h"
#include "gtest/gtest.h"

namespace meshgate::xds {
namespace {

using envoy::service::discovery::v3::AggregatedDiscoveryService;
using envoy::service::discovery::v3::DeltaDiscoveryRequest;
using envoy::service::discovery::v3::DeltaDiscoveryResponse;
// One `virtual_hosts` field.
base::SharedBytes Host(const std::string& name) {
  envoy::config::route::v3::RouteConfiguration routes;
  routes.add_virtual_hosts()->set_name(name);
  return Bytes(Serialize(routes));
}

// A proxy's side of a real stream. Reads block, so each call waits for exactly what it names.
class Client {
 public:
  explicit Client(const std::string& path)
      : stub_(AggregatedDiscoveryService::NewStub(
            grpc::CreateChannel("unix:" + path, grpc::InsecureChannelCredentials()))),
        stream_(stub_->DeltaAggregatedResources(&context_)) {}

  void Send(Type type, std::vector<std::string> subscribe, const std::string& nonce = "",
            const std::string& error = "") {
    DeltaDiscoveryRequest request;
    request.set_type_url(std::string(InfoOf(type).url));
    for (std::string& name : subscribe) request.add_resource_names_subscribe(std::move(name));
    request.set_response_nonce(nonce);
    if (!error.empty()) request.mutable_error_detail()->set_message(error);
    EXPECT_TRUE(stream_->Write(request));
  }
  void Subscribe(Type type, std::vector<std::string> names = {}) { Send(type, std::move(names)); }

  // The next response, which has to be of this type; acknowledged.
  DeltaDiscoveryResponse Take(Type type) {
    DeltaDiscoveryResponse response = Read(type);
    Send(type, {}, response.nonce());
    return response;
  }
  DeltaDiscoveryResponse Read(Type type) {
    DeltaDiscoveryResponse response;
    EXPECT_TRUE(stream_->Read(&response));
    EXPECT_EQ(response.type_url(), InfoOf(type).url);
    return response;
  }

  grpc::Status Finish() {
    stream_->WritesDone();
    DeltaDiscoveryResponse response;
    while (stream_->Read(&response)) {
    }
    return stream_->Finish();
  }

 private:
  grpc::ClientContext context_;
  std::unique_ptr<AggregatedDiscoveryService::Stub> stub_;
  std::unique_ptr<grpc::ClientReaderWriter<DeltaDiscoveryRequest, DeltaDiscoveryResponse>> stream_;
};

class AdsServerTest : public ::testing::Test {
 protected:
  AdsServerTest() {
    std::string folder = "/tmp/adsXXXXXX";  // a socket's path is at most 107 bytes long
    EXPECT_NE(mkdtemp(folder.data()), nullptr);
    folder_ = folder;
    path_ = folder + "/xds";
    Listen();
  }
  ~AdsServerTest() override {
    server_.reset();
    unlink(path_.c_str());
    rmdir(folder_.c_str());
  }

  void Listen() {
    server_.reset();
    absl::StatusOr<std::unique_ptr<AdsServer>> server = AdsServer::Listen(hub_, path_);
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
  }
  void Apply(const GatewayDelta& delta) {
    hub_->Apply(delta, ++commit_);
    hub_->Push();
  }
  void Start(Client& proxy) {
    Apply({{{"c1", Bytes("\x0a\x02"
                         "c1")}},
           {{"80", Bytes("")}},
           {}});
    Apply({{},
           {HttpListener("80", "\x0a\x02"
                         "80")},
           {{EntryNamed("a"), Host("a")}}});
    hub_->Open();
    proxy.Subscribe(Type::kCluster);
    proxy.Take(Type::kCluster);
    proxy.Take(Type::kEndpoints);
    proxy.Subscribe(Type::kListener);
    proxy.Take(Type::kListener);
    proxy.Subscribe(Type::kRoutes, {"80"});
    proxy.Take(Type::kRoutes);
    log_.WaitForCommit(2);
  }

  ProgressLog log_;
  EndpointTable endpoints_;
  const std::shared_ptr<GatewayHub> hub_ = std::make_shared<GatewayHub>(
      endpoints_, [this](const Progress& progress) { log_.Note(progress); });
  uint64_t commit_ = 0;
  std::string folder_;
  std::string path_;
  std::unique_ptr<AdsServer> server_;
};

TEST_F(AdsServerTest, ServesAProxyFromItsFirstRequestToTheAcknowledgement) {
  Client proxy(path_);
  Start(proxy);
  EXPECT_EQ(hub_->proxies().connected, 1);
  EXPECT_EQ(hub_->proxies().acknowledged, 2u);
  proxy.Subscribe(Type::kRoutes, {"81"});
  const DeltaDiscoveryResponse unknown = proxy.Take(Type::kRoutes);
  ASSERT_EQ(unknown.removed_resources_size(), 1);
  EXPECT_EQ(unknown.removed_resources(0), "81");
  EXPECT_TRUE(proxy.Finish().ok());
}

TEST_F(AdsServerTest, ResourcesArriveAsTheyWereSerialised) {
  Client proxy(path_);
  Start(proxy);
  Apply({{}, {}, {{EntryNamed("b"), Host("b")}}});
  const DeltaDiscoveryResponse response = proxy.Take(Type::kRoutes);
  ASSERT_EQ(response.resources_size(), 1);
  EXPECT_EQ(response.resources(0).name(), "80");
  EXPECT_EQ(response.resources(0).version().size(), 32u);
  envoy::config::route::v3::RouteConfiguration routes;
  ASSERT_TRUE(response.resources(0).resource().UnpackTo(&routes));
  EXPECT_EQ(routes.name(), "80");
  ASSERT_EQ(routes.virtual_hosts_size(), 2);
  EXPECT_EQ(routes.virtual_hosts(0).name(), "a");
  EXPECT_EQ(routes.virtual_hosts(1).name(), "b");
  log_.WaitForCommit(3);
  EXPECT_EQ(hub_->traffic().slices, 1u + 1 + 1 + 2 + 3);
}

TEST_F(AdsServerTest, PushesInOrderAndRemovesAfterAcknowledgement) {
  Client proxy(path_);
  Start(proxy);
  Apply({{{"c1", {}},
          {"c2", Bytes("\x0a\x02"
                       "c2")}},
         {HttpListener("80", "\x0a\x03"
                       "80x")},
         {{EntryNamed("a"), Host("a2")}}});
  EXPECT_EQ(proxy.Take(Type::kCluster).removed_resources_size(), 0);
  proxy.Take(Type::kEndpoints);
  proxy.Take(Type::kRoutes);
  proxy.Take(Type::kListener);
  const DeltaDiscoveryResponse removal = proxy.Take(Type::kCluster);
  ASSERT_EQ(removal.removed_resources_size(), 1);
  EXPECT_EQ(removal.removed_resources(0), "c1");
  log_.WaitForCommit(3);
}

TEST_F(AdsServerTest, AnswersNothingBeforeItIsOpened) {
  Apply({{{"c1", Bytes("\x0a\x02"
                       "c1")}},
         {},
         {}});
  Client proxy(path_);
  proxy.Subscribe(Type::kCluster);
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::minutes(1);
  while (hub_->proxies().connected == 0) {
    ASSERT_LT(std::chrono::steady_clock::now(), deadline) << "no proxy is connected";
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  hub_->Push();
  EXPECT_EQ(hub_->traffic().responses, 0u);
  hub_->Open();
  EXPECT_EQ(proxy.Take(Type::kCluster).resources_size(), 1);
}

TEST_F(AdsServerTest, ARefusalIsReportedWithTheProxysWords) {
  Client proxy(path_);
  Start(proxy);
  Apply({{{"c2", Bytes("\x0a\x02"
                       "c2")}},
         {},
         {}});
  const DeltaDiscoveryResponse response = proxy.Read(Type::kCluster);
  proxy.Send(Type::kCluster, {}, response.nonce(), "unknown policy");
  proxy.Take(Type::kEndpoints);
  const Progress progress =
      log_.WaitUntil([](const Progress& told) { return !told.refusals.empty(); });
  const std::string version = response.resources(0).version();
  EXPECT_EQ(progress.refusals, (Refusals{{{Type::kCluster, "c2"}, {"unknown policy", version}}}));
}

// Also RouteTrials over a real stream.
TEST_F(AdsServerTest, ARefusedRouteIsFoundAndTheOthersAreServed) {
  Client proxy(path_);
  Start(proxy);
  Apply({{},
         {},
         {{EntryNamed("b"), HostField("b", {"ns/good/0=1", "ns/bad/0=BAD", "ns/good/1=1"})}}});
  std::string served;
  for (bool settled = false; !settled;) {
    const DeltaDiscoveryResponse response = proxy.Read(Type::kRoutes);
    const std::string bytes = response.resources(0).resource().value();
    const bool bad = bytes.find("BAD") != std::string::npos;
    proxy.Send(Type::kRoutes, {}, response.nonce(), bad ? "unknown matcher" : "");
    if (!bad) served = bytes;
    settled = served.find("ns/good/0") != std::string::npos &&
              served.find("ns/good/1") != std::string::npos;
  }
  const Progress progress = log_.WaitForCommit(3);
  EXPECT_EQ(progress.blames,
            (Blames{{{EntryNamed("b"), "ns/bad/0"}, "unknown matcher"}}));
  EXPECT_TRUE(progress.refusals.empty());
}

TEST_F(AdsServerTest, TheSlowestProxyCounts) {
  Client proxy(path_);
  Start(proxy);
  Client slow(path_);
  slow.Subscribe(Type::kCluster);
  const DeltaDiscoveryResponse held = slow.Read(Type::kCluster);
  Apply({{}, {}, {{EntryNamed("b"), Host("b")}}});
  proxy.Take(Type::kRoutes);
  Apply({{}, {}, {{EntryNamed("c"), Host("c")}}});
  proxy.Take(Type::kRoutes);
  EXPECT_EQ(hub_->proxies().acknowledged, 2u);
  EXPECT_TRUE(slow.Finish().ok());
  log_.WaitForCommit(4);
}

TEST_F(AdsServerTest, RefusesEveryOtherMethod) {
  hub_->Open();
  auto stub = AggregatedDiscoveryService::NewStub(
      grpc::CreateChannel("unix:" + path_, grpc::InsecureChannelCredentials()));
  grpc::ClientContext context;
  auto stream = stub->StreamAggregatedResources(&context);
  envoy::service::discovery::v3::DiscoveryResponse response;
  EXPECT_FALSE(stream->Read(&response));
  EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::PERMISSION_DENIED);
  EXPECT_EQ(hub_->proxies().connected, 0);
}

TEST_F(AdsServerTest, OnlyItsOwnerCanOpenTheSocket) {
  struct stat info;
  ASSERT_EQ(stat(path_.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600u);
}

TEST_F(AdsServerTest, StoppingBreaksTheStreams) {
  Client proxy(path_);
  Start(proxy);
  server_.reset();
  EXPECT_EQ(hub_->proxies().connected, 0);
  EXPECT_FALSE(proxy.Finish().ok());
}

TEST_F(AdsServerTest, AGatewayThatIsNotServedHasNoStreams) {
  Client proxy(path_);
  Start(proxy);
  hub_->Refuse();
  EXPECT_FALSE(proxy.Finish().ok());
  EXPECT_FALSE(Client(path_).Finish().ok());
  hub_->Accept();
  Client again(path_);
  again.Subscribe(Type::kCluster);
  again.Take(Type::kCluster);
}

TEST_F(AdsServerTest, PathsThatNobodyCanListenOn) {
  EXPECT_EQ(AdsServer::Listen(hub_, "/tmp/" + std::string(120, 'x')).status().code(),
            absl::StatusCode::kInvalidArgument);
  const absl::Status status = AdsServer::Listen(hub_, folder_ + "/none/xds").status();
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
  EXPECT_NE(status.message().find(folder_ + "/none/xds"), absl::string_view::npos);
}

}  // namespace
}  // namespace meshgate::xds
