#include "controllers/cli/configuration.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace meshgate::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr char kHead[] = "apiVersion: config.meshgate.io/v1alpha1\nkind: ManagerConfiguration\n";

class ConfigurationTest : public testing::Test {
 protected:
  // Resolves the flags of `run` from the folder /here, with a configuration file of this text.
  absl::StatusOr<Configuration> Run(std::vector<std::string> flags, const Environment& environment,
                                    const std::string& file = "") {
    flags.insert(flags.begin(), "run");
    if (!file.empty()) {
      std::filesystem::create_directories(folder_);
      std::ofstream(path_) << file;
      flags.insert(flags.end(), {"--config", path_});
    }
    auto line = ParseCommandLine(flags);
    if (!line.ok()) return line.status();
    return Resolve(*line, environment, "/here");
  }

  std::string ErrorOf(std::vector<std::string> flags, const Environment& environment,
                      const std::string& file = "") {
    const auto resolved = Run(std::move(flags), environment, file);
    return resolved.ok() ? "" : std::string(resolved.status().message());
  }

  const std::filesystem::path folder_ = std::filesystem::path(testing::TempDir()) / "configuration";
  const std::string path_ = (folder_ / "manager.yaml").lexically_normal().string();
};

TEST_F(ConfigurationTest, DefaultsNeedNoSource) {
  const auto resolved = Run({}, {});
  ASSERT_TRUE(resolved.ok()) << resolved.status();
  EXPECT_EQ(resolved->settings, Settings());
  EXPECT_TRUE(resolved->sources.empty());
}

TEST_F(ConfigurationTest, FlagWinsOverEnvironmentOverFile) {
  const std::string file =
      std::string(kHead) + "bindAddress: 127.0.0.4\nlogLevel: error\ncontrollerName: c/file\n";
  const Environment environment = {{"MESHGATE_BIND_ADDRESS", "127.0.0.3"},
                                   {"MESHGATE_LOG_LEVEL", "warn"}};
  const auto resolved = Run({"--bind-address", "127.0.0.2"}, environment, file);
  ASSERT_TRUE(resolved.ok()) << resolved.status();
  EXPECT_EQ(resolved->settings.bind_address, "127.0.0.2");
  EXPECT_EQ(resolved->settings.log_level, "warn");
  EXPECT_EQ(resolved->settings.controller_name, "c/file");
  const std::string text = Render(*resolved);
  EXPECT_THAT(text, HasSubstr("bindAddress: 127.0.0.2  # from --bind-address\n"));
  EXPECT_THAT(text, HasSubstr("logLevel: warn  # from MESHGATE_LOG_LEVEL\n"));
  EXPECT_THAT(text, HasSubstr("controllerName: c/file  # from " + path_ + ":5"));
  EXPECT_THAT(text, HasSubstr("demoBackends: false  # from the default\n"));
}

TEST_F(ConfigurationTest, PathsAreTakenFromWhereTheyAreWritten) {
  const auto resolved =
      Run({"--file", "a", "--file", "/b/../c/", "--file", "."}, {{"MESHGATE_PORT_MAP", "p.json"}},
          std::string(kHead) + "statusDir: out\npluginDir: [p, /q]\n");
  ASSERT_TRUE(resolved.ok()) << resolved.status();
  EXPECT_THAT(resolved->settings.files, ElementsAre("/here/a", "/c", "/here"));
  EXPECT_EQ(resolved->settings.port_map, "/here/p.json");
  EXPECT_EQ(resolved->settings.status_dir, (folder_ / "out").lexically_normal().string());
  EXPECT_THAT(resolved->settings.plugin_dirs, ElementsAre(testing::EndsWith("/p"), "/q"));
}

TEST_F(ConfigurationTest, WhatIsPrintedCanBeReadBack) {
  const auto first = Run({"--file", "a b: c", "--plugin-dir", "/p", "--demo-backends"}, {});
  ASSERT_TRUE(first.ok()) << first.status();
  const auto second = Run({}, {}, Render(*first));
  ASSERT_TRUE(second.ok()) << second.status();
  EXPECT_EQ(second->settings, first->settings);
}

TEST_F(ConfigurationTest, UnknownNamesAreRefusedWithASuggestion) {
  EXPECT_EQ(ErrorOf({}, {{"MESHGATE_LOGLEVEL", "x"}}),
            "unknown environment variable MESHGATE_LOGLEVEL; did you mean \"MESHGATE_LOG_LEVEL\"?");
  EXPECT_EQ(ErrorOf({}, {}, std::string(kHead) + "logLevle: info\n"),
            path_ + ":3:1: unknown key \"logLevle\"; did you mean \"logLevel\"?");
}

TEST_F(ConfigurationTest, WrongValuesNameTheirSource) {
  EXPECT_EQ(ErrorOf({"--log-level", "loud"}, {}),
            "--log-level: must be one of trace, debug, info, warn, error, off, not \"loud\"");
  EXPECT_EQ(ErrorOf({}, {{"MESHGATE_DEMO_BACKENDS", "yes"}}),
            "MESHGATE_DEMO_BACKENDS: must be true or false");
  EXPECT_EQ(ErrorOf({"--bind-address", "a", "--bind-address", "b"}, {}),
            "--bind-address: takes one value");
  EXPECT_EQ(ErrorOf({}, {}, std::string(kHead) + "demoBackends: 1\n"),
            path_ + ":3:15: demoBackends must be true or false");
  EXPECT_EQ(ErrorOf({}, {}, std::string(kHead) + "file: a\n"),
            path_ + ":3:7: file must be a list of strings");
}

TEST_F(ConfigurationTest, TheFileSaysWhatItIs) {
  EXPECT_EQ(ErrorOf({}, {}, "apiVersion: config.meshgate.io/v2\nkind: ManagerConfiguration\n"),
            path_ + ":1:1: apiVersion must be config.meshgate.io/v1alpha1");
  EXPECT_EQ(ErrorOf({}, {}, "apiVersion: config.meshgate.io/v1alpha1\n"),
            path_ + ":1:1: kind is missing");
  EXPECT_THAT(ErrorOf({}, {}, "kind: [\n"), HasSubstr(path_ + ":"));
  EXPECT_THAT(ErrorOf({"--config", "absent.yaml"}, {}), HasSubstr("/here/absent.yaml"));
}

}  // namespace
}  // namespace meshgate::cli
