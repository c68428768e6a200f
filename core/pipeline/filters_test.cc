// Custom filters: how they add up, and what a rule and its route's status are when one of them
// cannot be used.
#include "core/pipeline/filters.h"

#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/pipeline/header_modifier.h"
#include "core/pipeline/testing/objects.h"
#include "core/pipeline/testing/route_kinds.h"
#include "core/pipeline/translator.h"
#include "core/resource/well_known.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace meshgate::pipeline::world {
namespace {

using testing::HasSubstr;

TEST(AppendTest, WhatComesLaterCounts) {
  const ir::HeaderModifier first = {
      .set = {{"a", "1"}, {"b", "1"}}, .add = {{"c", "1"}, {"d", "1"}}, .remove = {"e", "f"}};
  const ir::HeaderModifier next = {.set = {{"a", "2"}, {"c", "2"}, {"e", "2"}},
                                   .add = {{"f", "2"}, {"d", "2"}, {"b", "2"}},
                                   .remove = {"g", "e"}};
  ir::HeaderModifier both = first;
  Append(next, both);
  const ir::HeaderModifier expected = {.set = {{"b", "1"}, {"a", "2"}, {"c", "2"}, {"e", "2"}},
                                       .add = {{"d", "1"}, {"f", "2"}, {"d", "2"}, {"b", "2"}},
                                       .remove = {"e", "f", "g"}};
  EXPECT_EQ(both, expected);
}

TEST(AppendTest, ARemovalTakesBackWhatWasSetAndAdded) {
  ir::HeaderModifier both = {.set = {{"a", "1"}}, .add = {{"b", "1"}}};
  Append({.remove = {"a", "b"}}, both);
  EXPECT_EQ(both, (ir::HeaderModifier{.remove = {"a", "b"}}));
}

std::string RefuseLimitBad(const std::string& filter_type, const ir::EnvoyMessage& message) {
  const bool bad = message.fields.at(0).value == ir::Value("bad");
  return filter_type == "test.Limit" && bad ? "limit must be good" : "";
}

class FiltersTest : public testing::Test {
 protected:
  FiltersTest() : translator_(Registry(), MakeOptions()) {
    Put(ClassSpec());
    Put(GatewaySpec{.listeners = {{.name = "http", .port = 80}}});
    Put(ServiceSpec{.ns = "team", .name = "s"});
  }

  static Options MakeOptions() {
    Options options;
    options.find_invalid_envoy_message = RefuseLimitBad;
    return options;
  }

  void Put(const Spec& spec) { translator_.inputs().Put(Make(spec)); }

  // The rule with these filters, beside one without.
  const ResolvedRule& Resolve(const std::vector<std::string>& filters) {
    RuleSpec rule{.matches = {{.path = "/filtered"}}, .backends = {{.name = "s"}}, .header = "own"};
    rule.filters = filters;
    Put(RouteSpec{.ns = "team",
                  .name = "r",
                  .parents = {{.ns = "infra", .name = "gateway"}},
                  .rules = {rule, {.backends = {{.name = "s"}}}}});
    translator_.engine().Commit();
    const ResolvedRoute& route = *translator_.tables().routes.Peek(RouteId("team", "r"));
    EXPECT_FALSE(route.rules.at(1).refused) << "the other rule";
    EXPECT_EQ(ConditionOf("Accepted").status, status::ConditionStatus::kTrue);
    return route.rules.at(0);
  }

  status::Condition ConditionOf(const std::string& type) {
    const auto& document = *translator_.tables().statuses.Peek(RouteId("team", "r"));
    for (const status::Condition& condition :
         std::get<status::RouteStatus>(document.status).parents.at(0).conditions) {
      if (condition.type == type) return condition;
    }
    ADD_FAILURE() << "no condition " << type;
    return {};
  }

  void ExpectUnresolved(const std::vector<std::string>& filters, const std::string& reason,
                        const std::string& message) {
    EXPECT_TRUE(Resolve(filters).refused) << message;
    const status::Condition condition = ConditionOf("ResolvedRefs");
    EXPECT_EQ(condition.status, status::ConditionStatus::kFalse);
    EXPECT_EQ(condition.reason, reason);
    EXPECT_THAT(condition.message, HasSubstr(message));
    EXPECT_THAT(condition.message, HasSubstr("spec.rules[0].filters"));
  }

  Translator translator_;
};

TEST_F(FiltersTest, ApplyInOrderAfterTheRulesOwn) {
  Put(FilterSpec{.ns = "team", .name = "one", .value = "1", .respond = 503});
  Put(FilterSpec{.ns = "team", .name = "two", .value = "2", .respond = 404, .limit = "7"});
  EXPECT_EQ(RequestHeadersOf({}, Resolve({"one", "two"})).set,
            (std::vector<ir::HeaderValue>{{"x-test", "2"}}));
  const RuleFilters& filters = *Resolve({"two", "one"}).filters;
  EXPECT_EQ(filters.request_headers.set, (std::vector<ir::HeaderValue>{{"x-test", "1"}}));
  EXPECT_EQ(filters.direct_response->status, 404) << "the first answer counts";
  EXPECT_EQ(
      filters.envoy_filters,
      (std::vector<RuleFilters::EnvoyFilter>{{kHeaderFilter, {"test.Limit", {{"limit", "7"}}}}}));
  EXPECT_EQ(ConditionOf("ResolvedRefs").status, status::ConditionStatus::kTrue);
  EXPECT_EQ(Resolve({}).filters, std::nullopt);
}

TEST_F(FiltersTest, AFilterThatIsMissingOrElsewhereRefusesTheRule) {
  Put(FilterSpec{.ns = "infra", .name = "f", .value = "1"});
  ExpectUnresolved({"f"}, "BackendNotFound", "HeaderFilter team/f does not exist");
  Put(FilterSpec{.ns = "team", .name = "f", .value = "1"});
  EXPECT_FALSE(Resolve({"f"}).refused);
}

TEST_F(FiltersTest, AFilterThatCannotBeUsedRefusesTheRule) {
  Put(FilterSpec{.ns = "team", .name = "refused", .refused = true});
  ExpectUnresolved({"refused"}, "InvalidFilter",
                   "HeaderFilter team/refused spec.refused: true is refused; leave it out");
  Put(FilterSpec{.ns = "team", .name = "throws", .plugin_throws = true});
  ExpectUnresolved({"throws"}, "PluginFailed", "Plugin test failed on HeaderFilter team/throws");
  Put(FilterSpec{.ns = "team", .name = "bad", .limit = "bad"});
  ExpectUnresolved({"bad"}, "InvalidFilter", "limit must be good");
}

TEST_F(FiltersTest, AFilterIsBuiltOfWhatItRefersTo) {
  Put(FilterSpec{.ns = "team", .name = "f", .from = {.name = "c"}});
  ExpectUnresolved({"f"}, "BackendNotFound",
                   "HeaderFilter team/f spec.valueFrom: ConfigMap team/c does not exist");
  Put(ValueSpec{.ns = "team", .name = "c", .value = "1"});
  EXPECT_EQ(RequestHeadersOf({}, Resolve({"f"})).set,
            (std::vector<ir::HeaderValue>{{"x-test", "1"}}));
  EXPECT_EQ(ConditionOf("Accepted").message, "The route is attached.");
  Put(ValueSpec{.ns = "team", .name = "c", .value = "2"});
  EXPECT_EQ(RequestHeadersOf({}, Resolve({"f"})).set,
            (std::vector<ir::HeaderValue>{{"x-test", "2"}}));
}

TEST_F(FiltersTest, AFieldOfAnotherObjectIsNamed) {
  Put(FilterSpec{.ns = "team", .name = "f", .from = {.name = "c"}});
  Put(ValueSpec{.ns = "team", .name = "c", .given = false});
  ExpectUnresolved({"f"}, "InvalidFilter",
                   "HeaderFilter team/f refers to ConfigMap team/c, where data: has no key "
                   "\"value\"; add it");
  Put(ValueSpec{.ns = "team", .name = "c"});
  EXPECT_FALSE(Resolve({"f", "f"}).refused);
  EXPECT_EQ(ConditionOf("Accepted").message,
            "HeaderFilter team/f refers to ConfigMap team/c, where data.value: is empty, so no "
            "header is set.");
}

TEST_F(FiltersTest, AReferenceIntoAnotherNamespaceNeedsAGrant) {
  Put(ValueSpec{.ns = "infra", .name = "c", .value = "1"});
  Put(FilterSpec{.ns = "team", .name = "f", .from = {.ns = "infra", .name = "c"}});
  ExpectUnresolved({"f"}, "RefNotPermitted",
                   "no ReferenceGrant in namespace \"infra\" permits HeaderFilters of namespace "
                   "\"team\" to refer to ConfigMap infra/c; create one, or copy the ConfigMap");
  EXPECT_EQ(translator_.tables().wanted.Peek({resource::kConfigMap, "infra", "c"}), nullptr);
  Put(GrantSpec{.ns = "infra",
                .name = "g",
                .from_ns = "team",
                .from_kind = "HeaderFilter",
                .to_kind = "ConfigMap"});
  EXPECT_FALSE(Resolve({"f"}).refused);
}

TEST_F(FiltersTest, OfASecretAFilterSeesThatItCanBeUsed) {
  Put(FilterSpec{.ns = "team", .name = "f", .from = {.name = "k", .kind = "Secret"}});
  ExpectUnresolved({"f"}, "InvalidFilter", "Secret team/k does not exist");
  Put(SecretSpec{.ns = "team", .name = "k"});
  EXPECT_EQ(RequestHeadersOf({}, Resolve({"f"})).set,
            (std::vector<ir::HeaderValue>{{"x-test", "a certificate"}}));
  Put(FilterSpec{.ns = "team", .name = "f", .from = {.name = "s", .kind = "Service"}});
  ExpectUnresolved({"f"}, "InvalidKind",
                   "kind Service is not supported; name a ConfigMap or Secret of type "
                   "kubernetes.io/tls");
}

TEST_F(FiltersTest, OneEnvoyFilterTakesOneConfiguration) {
  Put(FilterSpec{.ns = "team", .name = "one", .limit = "1"});
  Put(FilterSpec{.ns = "team", .name = "two", .limit = "2"});
  ExpectUnresolved({"one", "two"}, "InvalidFilter", "a rule can have one filter of kind");
}

TEST_F(FiltersTest, AKindThatNoPluginBrings) {
  RuleSpec rule{.filters = {"f"}};
  const RouteSpec spec{
      .ns = "team", .name = "r", .parents = {{.ns = "infra", .name = "gateway"}}, .rules = {rule}};
  Translator without(RegistryOfRoutesOnly(), Options());
  for (const Spec& object :
       std::vector<Spec>{ClassSpec(), GatewaySpec{.listeners = {{.name = "http", .port = 80}}},
                         spec, FilterSpec{.ns = "team", .name = "f"}}) {
    without.inputs().Put(Make(object));
  }
  without.engine().Commit();
  const auto& document = *without.tables().statuses.Peek(RouteId("team", "r"));
  const auto& parent = std::get<status::RouteStatus>(document.status).parents.at(0);
  EXPECT_EQ(parent.conditions.at(1).reason, "InvalidKind");
  EXPECT_THAT(parent.conditions.at(1).message,
              HasSubstr("no loaded plugin brings the filter kind HeaderFilter.test.example.com; "
                        "load one with --plugin-dir"));
}

}  // namespace
}  // namespace meshgate::pipeline::world
