// Which mesh an object names, asked of the plugin as the manager asks. The argument is its file.
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <utility>

#include "core/loader/call_plugin.h"
#include "core/loader/load.h"
#include "core/resource/object.h"
#include "core/resource/well_known.h"
#include "core/resource/yaml.h"

namespace meshgate::loader {
namespace {

std::string plugin_file;

TEST(MultimeshTest, TheLabelThenTheAnnotationNamesTheMesh) {
  const absl::StatusOr<Registry> registry = Load({plugin_file});
  ASSERT_TRUE(registry.ok()) << registry.status();
  ASSERT_NE(registry->membership(), nullptr);
  EXPECT_EQ(registry->membership()->noun(), "mesh");
  EXPECT_EQ(registry->membership()->fallback(), "default");
  const struct {
    std::string metadata;
    std::optional<std::string> mesh;
  } cases[] = {
      {"", std::nullopt},
      {"labels: {kuma.io/mesh: a}", "a"},
      {"annotations: {kuma.io/mesh: b}", "b"},
      {"labels: {kuma.io/mesh: a}, annotations: {kuma.io/mesh: b}", "a"},
      {"labels: {kuma.io/mesh: ''}, annotations: {kuma.io/mesh: b}", "b"},
      {"labels: {kuma.io/mesh: ''}", std::nullopt},
      {"labels: {kuma.io/meshed: a}", std::nullopt},
  };
  for (const auto& [metadata, mesh] : cases) {
    resource::Decoded decoded = resource::DecodeYaml(
        "{apiVersion: v1, kind: Namespace, metadata: {name: demo, " + metadata + "}}");
    ASSERT_FALSE(decoded.error) << decoded.error->message;
    const auto object =
        resource::MakeObject(std::move(decoded.documents.at(0).value), resource::kNamespace);
    ASSERT_TRUE(object.ok()) << object.status();
    EXPECT_EQ(CallMembership(*registry->membership(), **object), mesh) << metadata;
  }
}

}  // namespace
}  // namespace meshgate::loader

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  if (argc != 2) return 2;
  meshgate::loader::plugin_file = argv[1];
  return RUN_ALL_TESTS();
}
