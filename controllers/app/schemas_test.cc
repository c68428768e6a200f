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

std::string Crd(const std::string& group, const std::string& kind,
                const std::string& scope = "Namespaced", const std::string& version = "") {
  return "{apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, metadata: {name: "
         "things." +
         group + "}, spec: {group: " + group + ", scope: " + scope + ", names: {kind: " + kind +
         ", plural: things}, versions: [{name: v1, served: true, storage: true, schema: "
         "{openAPIV3Schema: {type: object}}" +
         version + "}]}}\n";
}

// Why the manager does not start with a plugin that reads this kind; "" when it does.
std::string Start(const ir::KindName& reads) {
  what_is_read = reads;
  const plugin::Entry entry{[](plugin::Registrar& registrar) {
    static const ReadingFilter kind;
    registrar.AddFilterKind(kind);
    registrar.AddCrd(Crd("example.com", "Reading"));
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

class SomePolicy final : public plugin::Policy {
 public:
  plugin::PolicySpec spec() const override {
    return {.group = "example.com", .kind = "Policy", .targets = {{"", "Service"}}};
  }
  ir::PolicyFragment Build(const plugin::Object&, plugin::Node, plugin::ResolvedReferences,
                           plugin::Issues&) const override {
    return {};
  }
};

std::string crd_of_policies;

// Why the manager does not start with a plugin that brings this CRD for its policies.
std::string StartPolicies(const std::string& crd) {
  crd_of_policies = crd;
  const plugin::Entry entry{[](plugin::Registrar& registrar) {
    static const SomePolicy policy;
    registrar.AddPolicy(policy);
    registrar.AddCrd(crd_of_policies);
  }};
  loader::RegistryBuilder builder;
  EXPECT_TRUE(builder.Add({"ruler", "1.0.0", "ruler.so", {}}, entry).ok());
  return std::string(MakeSchemas(std::move(builder).Build()).status().message());
}

TEST(SchemasTest, APluginBringsWhatItsRoleDemands) {
  const std::string status = ", subresources: {status: {}}";
  EXPECT_EQ(StartPolicies(Crd("example.com", "Policy", "Namespaced", status)), "");
  EXPECT_EQ(StartPolicies(Crd("example.org", "Policy", "Namespaced", status)),
            "plugin ruler: brings no CustomResourceDefinition of its kind Policy.example.com; "
            "group and kind must be those that spec() names");
  EXPECT_EQ(StartPolicies(Crd("example.com", "Policy", "Cluster", status)),
            "plugin ruler: the CustomResourceDefinition of Policy.example.com is cluster-scoped; "
            "its role wants the scope Namespaced");
  EXPECT_EQ(StartPolicies(Crd("example.com", "Policy")),
            "plugin ruler: the CustomResourceDefinition of Policy.example.com has no subresource "
            "status; add \"subresources: {status: {}}\" to version v1");
}

}  // namespace
}  // namespace meshgate::app
