// Files that the manager reads beside the objects: runfiles and the port map.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "controllers/app/port_map.h"
#include "controllers/app/runfiles.h"

namespace meshgate::app {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

fs::path NewFolder() {
  const fs::path folder =
      fs::path(testing::TempDir()) / testing::UnitTest::GetInstance()->current_test_info()->name();
  fs::remove_all(folder);
  fs::create_directories(folder);
  return folder;
}

void Write(const fs::path& path, const std::string& text) {
  fs::create_directories(path.parent_path());
  std::ofstream(path) << text;
}

TEST(RunfilesTest, LooksInRunfilesThenBesideTheBinary) {
  const fs::path folder = NewFolder();
  const std::string program = (folder / "bin" / "manager").string();
  Write(folder / "bin" / "plugins" / "a.so", "beside");
  EXPECT_EQ(Runfiles(program, "").Find("meshgate/plugins/a.so", "plugins/a.so").value(),
            (folder / "bin" / "plugins" / "a.so").string());
  Write(folder / "bin" / "manager.runfiles" / "meshgate" / "plugins" / "a.so", "runfiles");
  EXPECT_EQ(Runfiles(program, "").Find("meshgate/plugins/a.so", "plugins/a.so").value(),
            program + ".runfiles/meshgate/plugins/a.so");
  Write(folder / "other" / "meshgate" / "plugins" / "a.so", "variable");
  EXPECT_EQ(Runfiles(program, (folder / "other").string())
                .Find("meshgate/plugins/a.so", "plugins/a.so")
                .value(),
            (folder / "other" / "meshgate" / "plugins" / "a.so").string());
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
