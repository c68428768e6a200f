// The role of plugins that understand policies: registration, and calls that misbehave.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "core/loader/call_plugin.h"
#include "core/loader/contract.h"
#include "core/loader/registry_builder.h"
#include "core/resource/object.h"
#include "core/resource/yaml.h"

namespace meshgate::loader {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

const ir::KindName kService = {"", "Service"};
const ir::KindName kGateway = {"gateway.networking.k8s.io", "Gateway"};

// Does what spec.wish says.
class Wishful final : public plugin::Policy {
 public:
  Wishful(std::string kind, std::vector<ir::KindName> targets)
      : kind_(std::move(kind)), targets_(std::move(targets)) {}

  plugin::PolicySpec spec() const override { return {"g.io", kind_, targets_, {}}; }

  std::vector<ir::PolicyTarget> Targets(const plugin::Object& object) const override {
    const std::string_view wish = object.spec()["wish"].Text();
    if (wish == "throw for targets") throw std::runtime_error("as wished");
    std::vector<ir::PolicyTarget> targets = plugin::DescribeTargets(object.spec());
    if (wish == "nameless") targets.front().name.clear();
    return targets;
  }

  ir::PolicyFragment Build(const plugin::Object&, plugin::Node spec, plugin::ResolvedReferences,
                           plugin::Issues& issues) const override {
    const std::string_view wish = spec["wish"].Text();
    if (wish == "throw") throw std::runtime_error("as wished");
    if (wish == "refuse") issues.Refuse("spec.wish", "is refused; leave it out");
    if (wish == "note") issues.Note("spec.wish", "has no effect");
    ir::PolicyFragment policy;
    if (wish == "zero") policy.connect_timeout = std::chrono::milliseconds(0);
    if (wish == "long") policy.connect_timeout = std::chrono::minutes(2);
    if (wish == "timeout") policy.connect_timeout = std::chrono::seconds(1);
    if (wish == "injection") policy.response_headers.set = {{"a", "b\r\nc: d"}};
    if (wish == "header") policy.response_headers.set = {{"a", "b"}};
    return policy;
  }

 private:
  const std::string kind_;
  const std::vector<ir::KindName> targets_;
};

const Wishful kPolicy("Policy", {kService, kGateway});
const Wishful kOfServices("OfServices", {kService});
const Wishful kNameless("", {kService});
const Wishful kTargetless("Policy", {});
const Wishful kOfRoutes("Policy", {{"g.io", "Route"}});

template <const auto& policy>
absl::Status AddTo(RegistryBuilder& builder, const std::string& name) {
  return builder.Add({name, "1.0.0", "/" + name + ".so", {}},
                     plugin::Entry{[](plugin::Registrar& registrar) {
                       registrar.AddPolicy(policy);
                     }});
}

template <const auto& policy>
std::string ErrorOf() {
  RegistryBuilder builder;
  return std::string(AddTo<policy>(builder, "one").message());
}

template <const auto& policy>
Registry RegistryOf() {
  RegistryBuilder builder;
  EXPECT_TRUE(AddTo<policy>(builder, "one").ok());
  return std::move(builder).Build();
}

resource::ObjectPtr PolicyThat(const std::string& wish, const std::string& kind = "Policy") {
  resource::Decoded decoded = resource::DecodeYaml(
      "{apiVersion: g.io/v1, kind: " + kind + ", metadata: {name: p, namespace: demo}, spec: " +
      "{wish: \"" + wish + "\", targetRefs: [{group: \"\", kind: Service, name: s, sectionName: " +
      "web}]}}\n");
  return *resource::MakeObject(std::move(decoded.documents.at(0).value),
                               resource::Kind::Of("g.io", kind));
}

TEST(PolicyRegistrationTest, IsFoundByItsKind) {
  const Registry registry = RegistryOf<kPolicy>();
  const PolicyKind* const kind = registry.FindPolicyKind(resource::Kind::Of("g.io", "Policy"));
  ASSERT_NE(kind, nullptr);
  EXPECT_EQ(kind->plugin, "one");
  EXPECT_THAT(registry.plugins().at(0).roles, ElementsAre("policy Policy.g.io"));
  EXPECT_EQ(registry.FindPolicyKind(resource::Kind::Of("g.io", "Other")), nullptr);
}

TEST(PolicyRegistrationTest, WhatIsRefused) {
  EXPECT_THAT(ErrorOf<kNameless>(), HasSubstr("policies without a name; give it one"));
  EXPECT_THAT(ErrorOf<kTargetless>(), HasSubstr("Policy without a kind of targets; name one"));
  EXPECT_THAT(ErrorOf<kOfRoutes>(),
              HasSubstr("Policy for targets of kind Route.g.io; use Service or "
                        "Gateway.gateway.networking.k8s.io"));
  RegistryBuilder builder;
  ASSERT_TRUE(AddTo<kPolicy>(builder, "one").ok());
  EXPECT_THAT(std::string(AddTo<kPolicy>(builder, "two").message()),
              HasSubstr("registers the kind of policies Policy.g.io that plugin one"));
}

TEST(CallTargetsTest, AsWritten) {
  const Registry registry = RegistryOf<kPolicy>();
  const PolicyKind& kind = registry.policy_kinds().at(0);
  const ir::PolicyTarget expected = {kService, "s", "web", "spec.targetRefs[0]"};
  EXPECT_THAT(CallTargets(kind, *PolicyThat("")).fragment, ElementsAre(expected));
  for (const char* const wish : {"throw for targets", "nameless"}) {
    const Targets failed = CallTargets(kind, *PolicyThat(wish));
    EXPECT_THAT(failed.fragment, ElementsAre(expected)) << "so that it can be told of";
    ASSERT_THAT(failed.issues, SizeIs(1)) << wish;
    EXPECT_EQ(failed.issues.front().reason, kPluginFailed);
    EXPECT_THAT(failed.issues.front().message, HasSubstr("Plugin one failed on Policy demo/p"));
  }
}

TEST(CallBuildTest, OfAPolicy) {
  const Registry registry = RegistryOf<kPolicy>();
  const PolicyKind& kind = registry.policy_kinds().at(0);
  const auto build = [&](const std::string& wish) { return CallBuild(kind, *PolicyThat(wish)); };
  EXPECT_EQ(build("timeout").fragment.connect_timeout, std::chrono::seconds(1));
  EXPECT_THAT(build("note").notes, SizeIs(1));
  EXPECT_EQ(build("refuse").issues.at(0).reason, kInvalid);
  for (const char* const wish : {"throw", "zero", "long", "injection"}) {
    ASSERT_THAT(build(wish).issues, SizeIs(1)) << wish;
    EXPECT_EQ(build(wish).issues.front().reason, kPluginFailed);
  }
}

TEST(CallBuildTest, WhatTheTargetsOfAPolicyHaveNoUseFor) {
  const Registry registry = RegistryOf<kOfServices>();
  const auto built =
      CallBuild(registry.policy_kinds().at(0), *PolicyThat("header", "OfServices"));
  EXPECT_THAT(built.issues.at(0).message,
              HasSubstr("response_headers must be empty, since the kind does not target Gateways"));
}

// Refers to a ConfigMap, whether it says so or not.
class Referring final : public plugin::Policy {
 public:
  explicit Referring(std::vector<ir::KindName> reads) : reads_(std::move(reads)) {}
  plugin::PolicySpec spec() const override { return {"g.io", "Policy", {kService}, reads_}; }
  std::vector<ir::Reference> References(const plugin::Object&, plugin::Node,
                                        plugin::Issues&) const override {
    return {{{"", "ConfigMap", "", "c"}, "spec.from"}};
  }
  ir::PolicyFragment Build(const plugin::Object&, plugin::Node, plugin::ResolvedReferences resolved,
                           plugin::Issues&) const override {
    EXPECT_EQ(resolved.size(), reads_.size());
    return {};
  }

 private:
  const std::vector<ir::KindName> reads_;
};

const Referring kReading(std::vector<ir::KindName>{{"", "ConfigMap"}});
const Referring kForgetful(std::vector<ir::KindName>{});

TEST(PolicyContractTest, WhatExamplesReferToIsAmongThem) {
  const Registry registry = RegistryOf<kReading>();
  EXPECT_THAT(FindBreaches(registry, {PolicyThat("")}),
              ElementsAre("no example of Policy.g.io is built, because what they refer to is not "
                          "among the examples; add it"));
  resource::Decoded decoded = resource::DecodeYaml(
      "{apiVersion: v1, kind: ConfigMap, metadata: {name: c, namespace: demo}}\n");
  const resource::ObjectPtr config_map = *resource::MakeObject(
      std::move(decoded.documents.at(0).value), resource::Kind::Of("", "ConfigMap"));
  EXPECT_THAT(FindBreaches(registry, {PolicyThat(""), config_map}), IsEmpty());
}

TEST(PolicyContractTest, AKindThatIsReferredToIsRead) {
  EXPECT_THAT(FindBreaches(RegistryOf<kForgetful>(), {PolicyThat("")}),
              ElementsAre("it returns references of Policy demo/p, but reads no kind, so that none "
                          "is followed; let spec() name the kinds"));
}

TEST(PolicyContractTest, BreachesOfExamples) {
  const Registry registry = RegistryOf<kPolicy>();
  EXPECT_THAT(FindBreaches(registry, {PolicyThat("timeout")}), IsEmpty());
  EXPECT_THAT(FindBreaches(registry, {}),
              ElementsAre(HasSubstr("there is no example of Policy.g.io; add one")));
  EXPECT_THAT(FindBreaches(registry, {PolicyThat("throw for targets")}),
              ElementsAre(HasSubstr("it threw: as wished")));
}

}  // namespace
}  // namespace meshgate::loader
