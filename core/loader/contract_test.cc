// A contract that nothing breaks would prove nothing. The argument is one of the test plugins
// (plugins/testing); the others lie beside it.
#include "core/loader/contract.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "core/loader/load.h"
#include "core/resource/kind.h"
#include "core/resource/yaml.h"

namespace meshgate::loader {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::filesystem::path plugins_folder;

resource::ObjectPtr MakeFruitRoute(const std::string& wish) {
  resource::Decoded decoded = resource::DecodeYaml(
      "{apiVersion: test.example.com/v1, kind: FruitRoute, metadata: {name: basket, "
      "namespace: demo}, spec: {parentRefs: [{name: edge}], wish: " +
      wish + "}}\n");
  return *resource::MakeObject(std::move(decoded.documents.at(0).value),
                               resource::Kind::Of("test.example.com", "FruitRoute"));
}

std::vector<std::string> BreachesOf(const std::string& plugin,
                                    const std::vector<resource::ObjectPtr>& examples) {
  const absl::StatusOr<Registry> registry = Load({(plugins_folder / (plugin + ".so")).string()});
  EXPECT_TRUE(registry.ok()) << registry.status();
  return registry.ok() ? FindBreaches(*registry, examples) : std::vector<std::string>();
}

TEST(ContractTest, AGoodPluginKeepsIt) {
  EXPECT_THAT(BreachesOf("apple", {MakeFruitRoute("nothing"), MakeFruitRoute("more")}), IsEmpty());
}

TEST(ContractTest, EachKindNeedsAnExample) {
  EXPECT_THAT(BreachesOf("apple", {}),
              ElementsAre("there is no example of FruitRoute.test.example.com; add one"));
}

TEST(ContractTest, AFilterKindNeedsAnExampleToo) {
  EXPECT_THAT(BreachesOf("plum", {}),
              ElementsAre("there is no example of FruitFilter.test.example.com; add one"));
}

TEST(ContractTest, FailuresAreBreaches) {
  for (const char* wish : {"throw", "bad path", "bad weight"}) {
    EXPECT_THAT(BreachesOf("misbehaving", {MakeFruitRoute(wish)}),
                ElementsAre(HasSubstr("Plugin misbehaving failed on FruitRoute demo/basket")))
        << wish;
  }
}

TEST(ContractTest, AnswersThatDependOnTheCallAreBreaches) {
  EXPECT_THAT(BreachesOf("misbehaving", {MakeFruitRoute("nothing"), MakeFruitRoute("count calls")}),
              ElementsAre("its answers about FruitRoute demo/basket differ from call to call; let "
                          "them depend on the object alone"));
}

TEST(ContractTest, APluginNeedsAVersionAndARole) {
  EXPECT_THAT(BreachesOf("idle", {}),
              ElementsAre("its version \"1\" is not three numbers; write one such as 0_1_0 in "
                          "MESHGATE_PLUGIN",
                          "it registers no role; add one in its Register function"));
}

}  // namespace
}  // namespace meshgate::loader

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  if (argc != 2) return 2;
  meshgate::loader::plugins_folder = std::filesystem::path(argv[1]).parent_path();
  return RUN_ALL_TESTS();
}
