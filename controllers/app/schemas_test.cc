#include "controllers/app/schemas.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "core/loader/registry_builder.h"

namespace meshgate::app {
namespace {

using testing::HasSubstr;

ir::KindName what_is_read;

class ReadingFilter final : public plugin::FilterKind {
 public:
  plugin::FilterKindSpec spec() const override {
    return {.group = "example.com", .kind = "Reading", .reads = {what_is_read}};
  }
  ir::Filter Build(const plugin::Object&, plugin::Node, plugin::ResolvedReferences,
                   plugin::Issues&) const override {
    return {};
  }
};

// Why the manager does not start with a plugin that reads this kind; "" when it does.
std::string Start(const ir::KindName& reads) {
  what_is_read = reads;
  const plugin::Entry entry{[](plugin::Registrar& registrar) {
    static const ReadingFilter kind;
    registrar.AddFilterKind(kind);
  }};
  loader::RegistryBuilder builder;
  EXPECT_TRUE(builder.Add({"reader", "1.0.0", "reader.so", {}}, entry).ok());
  return std::string(MakeSchemas(std::move(builder).Build()).status().message());
}

TEST(SchemasTest, APluginReadsNamespacedKindsThatAreKnown) {
  EXPECT_EQ(Start({"", "ConfigMap"}), "");
  EXPECT_EQ(Start({"", "Secret"}), "");
  EXPECT_THAT(Start({"example.com", "Vault"}),
              HasSubstr("plugin reader reads objects of kind Vault.example.com, which has no "
                        "CustomResourceDefinition here; it must bring one along"));
  EXPECT_THAT(Start({"", "Namespace"}), HasSubstr("which is cluster-scoped"));
}

}  // namespace
}  // namespace meshgate::app
