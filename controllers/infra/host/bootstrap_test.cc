#include "controllers/infra/host/bootstrap.h"

#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "controllers/infra/host/waiting.h"
#include "envoy/config/bootstrap/v3/bootstrap.pb.h"

namespace meshgate::infra {
namespace {

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

TEST(BuildBootstrap, IsAcceptedByEnvoyWithoutWarning) {
  const ShortFolder folder;
  const std::string path = folder.path() + "/bootstrap.json";
  const std::string log = folder.path() + "/log";
  std::ofstream(path) << BuildBootstrap(kParameters);
  const std::string command = std::string(std::getenv("ENVOY")) +
                              " --mode validate --log-level warning --config-path " + path + " >" +
                              log + " 2>&1";
  EXPECT_EQ(std::system(command.c_str()), 0) << ReadText(log);
  EXPECT_EQ(ReadText(log), "configuration '" + path + "' OK\n");
}

}  // namespace
}  // namespace meshgate::infra
