#include "controllers/cli/command_line.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "controllers/cli/help.h"

namespace meshgate::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

const Setting& Find(std::string_view name) {
  for (const Setting& setting : AllSettings()) {
    if (setting.name == name) return setting;
  }
  ADD_FAILURE() << "no setting " << name;
  return AllSettings().front();
}

std::string ErrorOf(const std::vector<std::string>& arguments) {
  const auto line = ParseCommandLine(arguments);
  return line.ok() ? "" : std::string(line.status().message());
}

TEST(CommandLineTest, NoArgumentsMeanTheQuickstart) {
  const auto line = ParseCommandLine({});
  ASSERT_TRUE(line.ok());
  EXPECT_EQ(line->command, Command::kQuickstart);
  EXPECT_FALSE(line->help);
}

TEST(CommandLineTest, FlagsHaveEveryForm) {
  const auto line =
      ParseCommandLine({"--log-level", "debug", "run", "-f", "a", "--file=b", "--file", "c",
                        "--demo-backends", "--config=m.yaml", "--print-config"});
  ASSERT_TRUE(line.ok()) << line.status();
  EXPECT_EQ(line->command, Command::kRun);
  EXPECT_THAT(line->values.at(&Find("file")), ElementsAre("a", "b", "c"));
  EXPECT_THAT(line->values.at(&Find("demo-backends")), ElementsAre("true"));
  EXPECT_THAT(line->values.at(&Find("log-level")), ElementsAre("debug"));
  EXPECT_EQ(line->config_file, "m.yaml");
  EXPECT_TRUE(line->print_config);
}

TEST(CommandLineTest, ACommandMayHaveTwoWords) {
  const auto line = ParseCommandLine({"plugin", "list"});
  ASSERT_TRUE(line.ok()) << line.status();
  EXPECT_EQ(line->command, Command::kPluginList);
}

TEST(CommandLineTest, HelpIsAskedForInThreeWays) {
  for (const std::vector<std::string>& arguments : {std::vector<std::string>{"help", "translate"},
                                                    {"translate", "--help"},
                                                    {"-h", "translate"}}) {
    const auto line = ParseCommandLine(arguments);
    ASSERT_TRUE(line.ok()) << line.status();
    EXPECT_TRUE(line->help);
    EXPECT_EQ(line->command, Command::kTranslate);
  }
}

TEST(CommandLineTest, SuggestsTheNearestWord) {
  EXPECT_THAT(ErrorOf({"transalte"}), HasSubstr("did you mean \"translate\"?"));
  EXPECT_THAT(ErrorOf({"plugin", "lst"}), HasSubstr("did you mean \"plugin list\"?"));
  EXPECT_THAT(ErrorOf({"plugin"}), HasSubstr("there are \"plugin list\", \"plugin inspect\""));
  EXPECT_THAT(ErrorOf({"run", "--plugin-dri", "x"}), HasSubstr("did you mean \"--plugin-dir\"?"));
  EXPECT_THAT(ErrorOf({"xyzzy"}), HasSubstr("\"manager help\" lists what there is"));
}

TEST(CommandLineTest, RefusesWhatHasNoEffect) {
  EXPECT_EQ(ErrorOf({"translate", "--port-map", "x"}),
            "the command translate does not take --port-map; it belongs to: run");
  EXPECT_EQ(
      ErrorOf({"--file", "x"}),
      "the quickstart does not take --file; it belongs to: run, translate, validate, describe, "
      "explain, plugin test");
  EXPECT_EQ(ErrorOf({"run", "--file"}), "--file needs a value");
  EXPECT_EQ(ErrorOf({"run", "routes/"}),
            "unexpected argument \"routes/\"; files are given with --file");
}

TEST(CommandLineTest, PositionalArgumentsAreCounted) {
  const CommandInfo info = {Command::kRun, "compare", "", "", "KIND NAME"};
  EXPECT_EQ(Usage(info), "manager compare [FLAGS] KIND NAME");
  EXPECT_TRUE(CheckArguments(info, {"a", "b"}).ok());
  EXPECT_EQ(CheckArguments(info, {"a"}).message(),
            "compare needs NAME; usage: manager compare [FLAGS] KIND NAME");
  EXPECT_EQ(CheckArguments(info, {"a", "b", "c"}).message(),
            "unexpected argument \"c\"; usage: manager compare [FLAGS] KIND NAME");
}

TEST(HelpTest, NamesEachCommandAndEachOfItsFlags) {
  for (const CommandInfo& info : AllCommands()) {
    EXPECT_THAT(HelpText(Command::kHelp), HasSubstr(std::string(info.words)));
    for (const Setting& setting : AllSettings()) {
      if (info.words.empty() || !AppliesTo(setting, info.command)) continue;
      EXPECT_THAT(HelpText(info.command), HasSubstr("--" + std::string(setting.name) + " "));
    }
  }
}

}  // namespace
}  // namespace meshgate::cli
