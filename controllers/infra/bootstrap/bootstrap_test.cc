#include "controllers/infra/bootstrap/bootstrap.h"

#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <fstream>

#include "controllers/infra/host/waiting.h"
#include "controllers/pki/authority.h"
#include "envoy/config/bootstrap/v3/bootstrap.pb.h"
#include "envoy/extensions/filters/network/http_connection_manager/v3/http_connection_manager.pb.h"
#include "envoy/extensions/transport_sockets/tls/v3/tls.pb.h"

namespace meshgate::infra {
namespace {

using envoy::extensions::filters::network::http_connection_manager::v3::HttpConnectionManager;
using envoy::extensions::transport_sockets::tls::v3::UpstreamTlsContext;

const BootstrapParameters kParameters{
    .gateway = "shop/web", .xds_socket = "/run/a.xds", .admin_socket = "/run/a.admin"};

envoy::config::bootstrap::v3::Bootstrap Parse(const std::string& json) {
  envoy::config::bootstrap::v3::Bootstrap bootstrap;
  EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(json, &bootstrap).ok()) << json;
  return bootstrap;
}

TEST(BuildBootstrap, NamesTheGatewayAndItsSockets) {
  const auto bootstrap = Parse(BuildBootstrap(kParameters));
  EXPECT_EQ(bootstrap.node().id(), "shop/web");
  const auto& endpoint =
      bootstrap.static_resources().clusters(0).load_assignment().endpoints(0).lb_endpoints(0);
  EXPECT_EQ(endpoint.endpoint().address().pipe().path(), "/run/a.xds");
  EXPECT_EQ(bootstrap.admin().address().pipe().path(), "/run/a.admin");
  EXPECT_EQ(bootstrap.admin().address().pipe().mode(), 0600);
  EXPECT_TRUE(bootstrap.dynamic_resources().ads_config().set_node_on_first_message_only());
}

// What Envoy says of a bootstrap that it does not run.
std::string Validate(const std::string& path, const std::string& flags = "") {
  const std::string log = path + ".log";
  const std::string command = std::string(std::getenv("ENVOY")) +
                              " --mode validate --log-level warning --config-path " + path +
                              flags + " >" + log + " 2>&1";
  EXPECT_EQ(std::system(command.c_str()), 0) << ReadText(log);
  return ReadText(log);
}

TEST(BuildBootstrap, IsAcceptedByEnvoyWithoutWarning) {
  const ShortFolder folder;
  const std::string path = folder.path() + "/bootstrap.json";
  std::ofstream(path) << BuildBootstrap(kParameters);
  EXPECT_EQ(Validate(path), "configuration '" + path + "' OK\n");
}

NetworkBootstrapParameters InNetwork(const std::string& folder) {
  return {.gateway = "shop/web",
          .xds_host = "xds.kuma-system.svc",
          .xds_port = 5678,
          .xds_server_name = "xds.kuma-system.svc",
          .credentials_folder = folder,
          .configuration_folder = folder,
          .admin_socket = folder + "/admin.sock",
          .ready_port = 9902};
}

TEST(BuildNetworkBootstrap, NamesTheControlPlaneAndWhatItsCertificateMustSay) {
  const auto files = BuildNetworkBootstrap(InNetwork("/etc/x"));
  const auto bootstrap = Parse(files.at("bootstrap.json"));
  EXPECT_EQ(bootstrap.node().cluster(), "shop/web");
  const auto& cluster = bootstrap.static_resources().clusters(0);
  const auto& address =
      cluster.load_assignment().endpoints(0).lb_endpoints(0).endpoint().address().socket_address();
  EXPECT_EQ(address.address(), "xds.kuma-system.svc");
  EXPECT_EQ(address.port_value(), 5678u);
  UpstreamTlsContext tls;
  ASSERT_TRUE(cluster.transport_socket().typed_config().UnpackTo(&tls));
  EXPECT_EQ(tls.sni(), "xds.kuma-system.svc");
  const auto& names = tls.common_tls_context()
                          .combined_validation_context()
                          .default_validation_context()
                          .match_typed_subject_alt_names();
  ASSERT_EQ(names.size(), 1);
  EXPECT_EQ(names[0].matcher().exact(), "xds.kuma-system.svc");
  EXPECT_NE(files.at("identity.json").find("/etc/x/tls.key"), std::string::npos);
  EXPECT_NE(files.at("authority.json").find("/etc/x/ca.crt"), std::string::npos);
}

// Nothing but the one path is served, and the admin interface has no port.
TEST(BuildNetworkBootstrap, OnlyReadyIsServedBeforeTheControlPlaneSaysWhat) {
  const auto bootstrap = Parse(BuildNetworkBootstrap(InNetwork("/etc/x")).at("bootstrap.json"));
  EXPECT_TRUE(bootstrap.admin().address().has_pipe());
  ASSERT_EQ(bootstrap.static_resources().listeners_size(), 1);
  ASSERT_EQ(bootstrap.static_resources().clusters_size(), 1);
  HttpConnectionManager manager;
  ASSERT_TRUE(bootstrap.static_resources()
                  .listeners(0)
                  .filter_chains(0)
                  .filters(0)
                  .typed_config()
                  .UnpackTo(&manager));
  ASSERT_EQ(manager.route_config().virtual_hosts_size(), 1);
  const auto& routes = manager.route_config().virtual_hosts(0).routes();
  ASSERT_EQ(routes.size(), 1);
  EXPECT_EQ(routes[0].match().path(), "/ready");
  EXPECT_TRUE(routes[0].has_direct_response());
  // 0: as long as it takes.
  EXPECT_TRUE(bootstrap.dynamic_resources().lds_config().has_initial_fetch_timeout());
  EXPECT_EQ(bootstrap.dynamic_resources().lds_config().initial_fetch_timeout().seconds(), 0);
}

TEST(BuildNetworkBootstrap, IsAcceptedByEnvoyWithoutWarning) {
  const ShortFolder folder;
  for (const auto& [name, text] : BuildNetworkBootstrap(InNetwork(folder.path()))) {
    std::ofstream(folder.path() + "/" + name) << text;
  }
  const auto authority = pki::Authority::Create(std::chrono::system_clock::now());
  const pki::Credentials proxy = authority.IssueClient(pki::ProxyName("shop", "web"));
  std::ofstream(folder.path() + "/ca.crt") << authority.certificate();
  std::ofstream(folder.path() + "/tls.crt") << proxy.certificate;
  std::ofstream(folder.path() + "/tls.key") << proxy.key;
  const std::string path = folder.path() + "/" + kBootstrapFile;
  EXPECT_EQ(Validate(path, " --service-node web-1"), "configuration '" + path + "' OK\n");
}

}  // namespace
}  // namespace meshgate::infra
