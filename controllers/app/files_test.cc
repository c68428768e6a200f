// Files that the manager reads beside the objects: runfiles and the port map.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "controllers/app/port_map.h"
#include "controllers/app/runfiles.h"
#include "controllers/provider/file/temp_folder.h"

namespace meshgate::app {
namespace {

using testing::HasSubstr;

TEST(RunfilesTest, LooksInRunfilesThenBesideTheBinary) {
  const provider::TempFolder folder;
  const std::string program = folder.path("bin/manager");
  folder.Write("bin/plugins/a.so", "beside");
  EXPECT_EQ(Runfiles(program, "").Find("meshgate/plugins/a.so", "plugins/a.so").value(),
            folder.path("bin/plugins/a.so"));
  folder.Write("bin/manager.runfiles/meshgate/plugins/a.so", "runfiles");
  EXPECT_EQ(Runfiles(program, "").Find("meshgate/plugins/a.so", "plugins/a.so").value(),
            program + ".runfiles/meshgate/plugins/a.so");
  folder.Write("other/meshgate/plugins/a.so", "variable");
  EXPECT_EQ(Runfiles(program, folder.path("other"))
                .Find("meshgate/plugins/a.so", "plugins/a.so")
                .value(),
            folder.path("other/meshgate/plugins/a.so"));
}

TEST(RunfilesTest, SaysWhereItLooked) {
  const auto found = Runfiles("/nowhere/manager", "").Find("envoy_binary/envoy", "envoy");
  EXPECT_EQ(found.status().code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(std::string(found.status().message()), HasSubstr("/nowhere"));
}

TEST(PortMapTest, MapsListenersAndBackends) {
  const auto map = ParsePortMap(R"({"listeners": {"demo/gw:80": "127.0.0.1:20001"},
                                    "backends": {"demo/svc:8080": "127.0.0.2:21001"}})");
  ASSERT_TRUE(map.ok()) << map.status();
  EXPECT_EQ(map->listeners.at("demo/gw:80"), (pipeline::SocketAddress{"127.0.0.1", 20001}));
  EXPECT_EQ(map->backends.at({"demo", "svc", 8080}), (pipeline::SocketAddress{"127.0.0.2", 21001}));
  const auto v6 = ParsePortMap(R"({"listeners": {"demo/gw:80": "[::1]:20001"}})");
  EXPECT_EQ(v6->listeners.at("demo/gw:80"), (pipeline::SocketAddress{"::1", 20001}));
}

TEST(PortMapTest, NamesThePlaceOfAMistake) {
  const auto error_of = [](const std::string& json) {
    return std::string(ParsePortMap(json).status().message());
  };
  EXPECT_EQ(error_of(R"({"listener": {}})"),
            R"(1:2: unknown field "listener"; there are "listeners" and "backends")");
  EXPECT_EQ(error_of(R"({"listeners": {"gw:80": "127.0.0.1:1"}})"),
            R"(1:16: "gw:80" must look like "namespace/name:port")");
  EXPECT_EQ(error_of(R"({"backends": {"a/b:80": "127.0.0.1:70000"}})"),
            R"(1:25: the address of "a/b:80" must look like "127.0.0.1:20001" or "[::1]:20001")");
  EXPECT_THAT(error_of(R"({"backends": {"a/b:80": "localhost:7000"}})"), HasSubstr("must look"));
  EXPECT_THAT(error_of(R"({"backends": {"a/b:80": 7000}})"), HasSubstr("must look"));
  EXPECT_THAT(error_of("{"), HasSubstr("1:"));
  EXPECT_EQ(ReadPortMap("/absent.json").status().code(), absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace meshgate::app
