#include "controllers/cli/plugin_new.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <tuple>

#include "controllers/cli/embedded_files.h"

namespace meshgate::cli {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Not;

std::string Read(const fs::path& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

// A path at which there is nothing.
fs::path Fresh(const std::string& name) {
  const fs::path path = fs::path(testing::TempDir()) / name;
  fs::remove_all(path);
  return path;
}

TEST(NamePluginTest, TheKindHasTheWordsOfTheName) {
  for (const auto& [name, kind, plural] : {
           std::tuple("teapotroute", "TeapotRoute", "teapotroutes"),
           std::tuple("green_tea", "GreenTeaRoute", "greentearoutes"),
           std::tuple("green_tea_route", "GreenTeaRoute", "greentearoutes"),
           std::tuple("h2c", "H2cRoute", "h2croutes"),
           std::tuple("route", "Route", "routes"),
       }) {
    const auto plugin = NamePlugin(name);
    ASSERT_TRUE(plugin.ok()) << plugin.status();
    EXPECT_EQ(plugin->kind, kind);
    EXPECT_EQ(plugin->plural, plural);
  }
  EXPECT_TRUE(NamePlugin(std::string(40, 'a')).ok());
}

TEST(NamePluginTest, RefusesWhatNoMarkerCanHold) {
  for (const std::string name : {"", ".", "..", "a/b", "Tea", "tea-pot", "1tea", "_tea", "tea_",
                                 "tea__pot", "t\xc3\xa9", "a b"}) {
    const auto plugin = NamePlugin(name);
    EXPECT_EQ(plugin.status().code(), absl::StatusCode::kInvalidArgument) << name;
    EXPECT_THAT(std::string(plugin.status().message()), HasSubstr("such as \"green_tea\""));
  }
  EXPECT_FALSE(NamePlugin(std::string(41, 'a')).ok());
}

TEST(WritePluginTest, UnderItsOwnNameItIsTheExample) {
  const fs::path folder = Fresh("same");
  ASSERT_TRUE(WritePlugin(*NamePlugin("teapotroute"), folder).ok());
  ASSERT_FALSE(TeapotFiles().empty());
  for (const EmbeddedFile& file : TeapotFiles()) EXPECT_EQ(Read(folder / file.path), file.text);
  for (const EmbeddedFile& file : SdkFiles()) {
    EXPECT_EQ(Read(folder / "sdk" / file.path), file.text);
    const fs::perms perms = fs::status(folder / "sdk" / file.path).permissions();
    EXPECT_EQ((perms & fs::perms::owner_exec) != fs::perms::none, file.executable) << file.path;
  }
  EXPECT_THAT(Read(folder / "Makefile"), HasSubstr("plugin.mk"));
}

TEST(WritePluginTest, NothingOfTheExamplesNameIsLeft) {
  const fs::path folder = Fresh("other");
  ASSERT_TRUE(WritePlugin(*NamePlugin("green_tea"), folder).ok());
  fs::remove_all(folder / "sdk");
  size_t files = 0;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    EXPECT_THAT(entry.path().filename().string(), Not(HasSubstr("teapotroute")));
    if (!entry.is_regular_file()) continue;
    ++files;
    EXPECT_THAT(Read(entry.path()), Not(HasSubstr("teapotroute"))) << entry.path();
    EXPECT_THAT(Read(entry.path()), Not(HasSubstr("TeapotRoute"))) << entry.path();
  }
  EXPECT_EQ(files, TeapotFiles().size() + 1);
  EXPECT_TRUE(fs::exists(folder / "green_tea_plugin.cc"));
  EXPECT_THAT(Read(folder / "crds/greentearoutes.yaml"), HasSubstr("kind: GreenTeaRoute"));
}

TEST(WritePluginTest, NothingThatExistsIsTouched) {
  const fs::path folder = Fresh("taken");
  const NewPlugin plugin = *NamePlugin("tea");
  fs::create_directory(folder);
  EXPECT_EQ(WritePlugin(plugin, folder).code(), absl::StatusCode::kAlreadyExists);
  EXPECT_TRUE(fs::is_empty(folder));
  fs::remove(folder);
  fs::create_symlink("nowhere", folder);
  EXPECT_EQ(WritePlugin(plugin, folder).code(), absl::StatusCode::kAlreadyExists);
  fs::remove(folder);
  const absl::Status status = WritePlugin(plugin, folder / "below");
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(std::string(status.message()), HasSubstr((folder / "below").string()));
}

}  // namespace
}  // namespace meshgate::cli
