#include "controllers/sinks/status/status_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

#include "controllers/provider/file/temp_folder.h"
#include "core/resource/kind.h"
#include "core/resource/well_known.h"
#include "core/status/reasons.h"

namespace meshgate::status_sink {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

std::string Read(const fs::path& path) {
  std::stringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

TEST(StatusFilesTest, OneFilePerObjectWhileItHasAStatus) {
  const provider::TempFolder temp;
  const fs::path folder = temp.path();
  temp.Write("Old_x_y.status.yaml", "of an earlier run");
  temp.Write("notes.txt", "not ours");
  auto files = StatusFiles::Open(folder.string());
  ASSERT_TRUE(files.ok()) << files.status();
  EXPECT_FALSE(fs::exists(folder / "Old_x_y.status.yaml"));
  EXPECT_TRUE(fs::exists(folder / "notes.txt"));

  const resource::ObjectId id{resource::Kind::Of("g.io", "Route"), "demo", "echo"};
  status::ParentStatus parent;
  parent.conditions = {status::MakeCondition(status::kRouteAcceptedTrueAccepted)};
  ASSERT_TRUE(
      files->Write({id, status::Document{id, "g.io/v1", 3, status::RouteStatus{{parent}}}}).ok());
  const fs::path file = folder / "Route.g.io_demo_echo.status.yaml";
  EXPECT_THAT(Read(file), HasSubstr("observedGeneration: 3"));
  ASSERT_TRUE(files->Write({id, std::nullopt}).ok());
  EXPECT_FALSE(fs::exists(file));
}

TEST(StatusFilesTest, ATransitionHasATimeThatStaysWhileTheStatusDoes) {
  const provider::TempFolder temp;
  const fs::path folder = temp.path();
  absl::Time now = absl::FromUnixSeconds(1'800'000'000);
  auto files = StatusFiles::Open(folder.string(), [&] { return now; });
  ASSERT_TRUE(files.ok()) << files.status();
  const resource::ObjectId id{resource::kGateway, "demo", "gw"};
  // One line for each condition: what has it, its type, and the minute of its time.
  const auto write = [&](const status::Condition& own, std::vector<std::string> listeners) {
    status::GatewayStatus gateway;
    gateway.conditions = {own, status::MakeCondition(status::kGatewayAcceptedTrueAccepted)};
    for (const std::string& name : listeners) {
      gateway.listeners.push_back(
          {name, {}, 0, {status::MakeCondition(status::kListenerConflictedFalseNoConflicts)}});
    }
    EXPECT_TRUE(files->Write({id, status::Document{id, "g/v1", 1, gateway}}).ok());
    std::string times;
    std::istringstream text(Read(folder / "Gateway.gateway.networking.k8s.io_demo_gw.status.yaml"));
    for (std::string line; std::getline(text, line);) {
      const size_t time = line.find("lastTransitionTime: \"2027-01-15T08:");
      if (time != std::string::npos) times += line.substr(line.size() - 7, 2) + " ";
    }
    return times;
  };
  const auto pending = status::MakeCondition(status::kGatewayProgrammedFalsePending);
  const auto invalid = status::MakeCondition(status::kGatewayProgrammedFalseInvalid);
  const auto programmed = status::MakeCondition(status::kGatewayProgrammedTrueProgrammed);
  EXPECT_EQ(write(pending, {"a"}), "00 00 00 ");
  now += absl::Minutes(1);
  EXPECT_EQ(write(invalid, {"b", "a"}), "00 00 01 00 ") << "the reason alone is no transition";
  now += absl::Minutes(1);
  EXPECT_EQ(write(programmed, {"b", "a"}), "00 02 01 00 ");
  ASSERT_TRUE(files->Write({id, std::nullopt}).ok());
  EXPECT_EQ(write(programmed, {"a"}), "02 02 02 ") << "another object of the same name";
}

TEST(StatusFilesTest, NoTwoObjectsShareAFile) {
  const provider::TempFolder temp;
  const fs::path folder = temp.path();
  auto files = StatusFiles::Open(folder.string());
  ASSERT_TRUE(files.ok()) << files.status();
  const resource::Kind kind = resource::Kind::Of("gateway.networking.k8s.io", "HTTPRoute");
  const std::string long_name(252, 'x');
  const std::string ns(63, 'n');
  const std::vector<resource::ObjectId> ids = {
      {kind, "a-b", "c"}, {kind, "a", "b-c"},          {kind, "a", "b.c"},
      {kind, "", "a"},    {kind, ns, long_name + "1"}, {kind, ns, long_name + "2"}};
  for (const resource::ObjectId& id : ids) {
    const absl::Status written =
        files->Write({id, status::Document{id, "v1", 1, status::RouteStatus()}});
    EXPECT_TRUE(written.ok()) << written;
  }
  const auto count = std::distance(fs::directory_iterator(folder), fs::directory_iterator());
  EXPECT_EQ(static_cast<size_t>(count), ids.size());
}

TEST(StatusFilesTest, NamesAFolderThatCannotBeWritten) {
  const provider::TempFolder temp;
  const fs::path file = temp.path("file");
  temp.Write("file", "");
  const auto files = StatusFiles::Open((file / "below").string());
  EXPECT_EQ(files.status().code(), absl::StatusCode::kPermissionDenied);
  EXPECT_THAT(std::string(files.status().message()), HasSubstr("--status-dir"));
}

}  // namespace
}  // namespace meshgate::status_sink
