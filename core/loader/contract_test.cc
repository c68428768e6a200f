// What every plugin must keep, whoever wrote it. Arguments: the plugin's name, its file, and a YAML
// file with objects of its kinds.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "core/loader/call_plugin.h"
#include "core/loader/load.h"
#include "core/loader/registry.h"
#include "core/loader/shared_object.h"
#include "core/resource/kind.h"
#include "core/resource/object.h"
#include "core/resource/yaml.h"

namespace meshgate::loader {
namespace {

std::string plugin_name;
std::string plugin_file;
std::string examples_file;

Registry LoadPlugin() {
  absl::StatusOr<Registry> registry = Load({plugin_file}, {plugin_name});
  EXPECT_TRUE(registry.ok()) << registry.status();
  return registry.ok() ? *std::move(registry) : Registry();
}

std::vector<resource::ObjectPtr> ReadExamples() {
  std::ifstream file(examples_file);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  resource::Decoded decoded = resource::DecodeYaml(text);
  EXPECT_FALSE(decoded.error) << decoded.error->message;
  std::vector<resource::ObjectPtr> objects;
  for (resource::Document& document : decoded.documents) {
    const std::string api_version(document.value.FindText("apiVersion"));
    const size_t slash = api_version.find('/');
    const std::string group = slash == std::string::npos ? "" : api_version.substr(0, slash);
    const resource::Kind kind = resource::Kind::Of(group, document.value.FindText("kind"));
    absl::StatusOr<resource::ObjectPtr> object =
        resource::MakeObject(std::move(document.value), kind);
    EXPECT_TRUE(object.ok()) << object.status();
    if (object.ok()) objects.push_back(*std::move(object));
  }
  EXPECT_FALSE(objects.empty()) << examples_file;
  return objects;
}

// All that the plugin says of one object.
struct Answer {
  DescribedRoute route;
  std::optional<std::string> group;
  friend bool operator==(const Answer&, const Answer&) = default;
};

Answer Ask(const Registry& registry, const resource::Object& object) {
  Answer answer;
  if (const RouteKind* const kind = registry.FindRouteKind(object.id().kind)) {
    answer.route = CallDescribe(*kind, object);
  }
  if (registry.membership() != nullptr) {
    answer.group = CallMembership(*registry.membership(), object);
  }
  return answer;
}

std::string UndefinedSymbols() {
  const std::string command = "nm -D --undefined-only '" + plugin_file + "' 2>&1";
  std::FILE* const pipe = popen(command.c_str(), "r");
  std::string output;
  std::array<char, 4096> buffer;
  while (const size_t size = std::fread(buffer.data(), 1, buffer.size(), pipe)) {
    output.append(buffer.data(), size);
  }
  EXPECT_EQ(pclose(pipe), 0) << output;
  return output;
}

TEST(PluginContract, HasItsNameInItsMarker) {
  const absl::StatusOr<Marker> marker = ReadMarker(plugin_file);
  ASSERT_TRUE(marker.ok()) << marker.status();
  EXPECT_EQ(marker->name, plugin_name);
  EXPECT_THAT(marker->version, testing::MatchesRegex("[0-9]+\\.[0-9]+\\.[0-9]+"));
}

TEST(PluginContract, HasARole) {
  const Registry registry = LoadPlugin();
  ASSERT_EQ(registry.plugins().size(), 1u);
  EXPECT_THAT(registry.plugins()[0].roles, testing::Not(testing::IsEmpty()));
}

TEST(PluginContract, NeedsNothingFromTheHost) {
  const std::string symbols = UndefinedSymbols();
  EXPECT_THAT(symbols, testing::HasSubstr(" U "));
  EXPECT_THAT(symbols, testing::Not(testing::HasSubstr("meshgate")));
}

TEST(PluginContract, HasAnExampleOfEachKindAndFailsOnNone) {
  const Registry registry = LoadPlugin();
  const std::vector<resource::ObjectPtr> examples = ReadExamples();
  for (const RouteKind& kind : registry.route_kinds()) {
    const bool found = std::any_of(examples.begin(), examples.end(), [&](const auto& object) {
      return object->id().kind == kind.kind;
    });
    EXPECT_TRUE(found) << "no example of " << resource::ToString(kind.kind);
  }
  for (const resource::ObjectPtr& object : examples) {
    for (const Issue& issue : Ask(registry, *object).route.issues) {
      EXPECT_NE(issue.reason, kPluginFailed) << issue.message;
    }
  }
}

// Two threads ask about every object at once, one of them in the opposite order, twice.
TEST(PluginContract, AnswersDependOnTheObjectAlone) {
  const Registry registry = LoadPlugin();
  const std::vector<resource::ObjectPtr> examples = ReadExamples();
  std::vector<Answer> expected;
  for (const resource::ObjectPtr& object : examples) expected.push_back(Ask(registry, *object));

  std::array<std::vector<Answer>, 2> answers;
  const auto ask_all = [&](std::vector<Answer>& into, bool backwards) {
    for (int round = 0; round < 2; ++round) {
      into.assign(examples.size(), Answer());
      for (size_t i = 0; i < examples.size(); ++i) {
        const size_t at = backwards ? examples.size() - 1 - i : i;
        into[at] = Ask(registry, *examples[at]);
      }
    }
  };
  std::thread other([&] { ask_all(answers[1], /*backwards=*/true); });
  ask_all(answers[0], /*backwards=*/false);
  other.join();
  EXPECT_EQ(answers[0], expected);
  EXPECT_EQ(answers[1], expected);
}

}  // namespace
}  // namespace meshgate::loader

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  if (argc != 4) {
    std::fputs("usage: contract_test NAME FILE EXAMPLES\n", stderr);
    return 2;
  }
  meshgate::loader::plugin_name = argv[1];
  meshgate::loader::plugin_file = argv[2];
  meshgate::loader::examples_file = argv[3];
  return RUN_ALL_TESTS();
}
