// Names made of parts: no two things share one, however their parts are cut.
#include "controllers/sinks/xds/names.h"

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <tuple>
#include <vector>

namespace meshgate::xds {
namespace {

// Short texts over what names may hold: with these, the parts of one name join like those of many
// others.
std::vector<std::string> Texts(const std::string& alphabet, size_t most) {
  std::vector<std::string> texts = {""};
  for (size_t i = 0; i < texts.size() && texts[i].size() < most; ++i) {
    for (const char c : alphabet) texts.push_back(texts[i] + c);
  }
  texts.erase(texts.begin());
  return texts;
}

resource::ObjectId Route(const std::string& ns, const std::string& name) {
  return {resource::Kind::Of("g", "Route"), ns, name};
}

// Far more than a million pairs: every name is compared with all names before it.
TEST(NamesTest, ClusterNamesAreInjective) {
  std::map<std::string, std::tuple<std::string, std::string, int>> seen;
  for (const std::string& ns : Texts("a1-", 3)) {
    for (const std::string& service : Texts("a1-", 3)) {
      for (const int port : {1, 11, 80, 65535}) {
        const auto [entry, is_new] =
            seen.emplace(ClusterName({ns, service, port}), std::tuple(ns, service, port));
        ASSERT_TRUE(is_new) << entry->first;
        ASSERT_NE(entry->first, kInvalidBackendCluster);
      }
    }
  }
  EXPECT_GT(seen.size(), 1500u);
}

TEST(NamesTest, RuleNamesAreInjectiveWithinAKind) {
  std::map<std::string, int> seen;
  for (const std::string& ns : Texts("a1-", 2)) {
    for (const std::string& name : Texts("a1-.", 2)) {
      for (const std::string& rule : Texts("a1-", 2)) ++seen[RuleName(Route(ns, name), rule, 1)];
      for (const size_t index : {0, 1, 11}) ++seen[RuleName(Route(ns, name), "", index)];
    }
  }
  for (const auto& [name, count] : seen) ASSERT_EQ(count, 1) << name;
  EXPECT_GT(seen.size(), 1500u);
}

// kuma #18262: "a-b" and "c", joined with a dash, are "a" and "b-c".
TEST(NamesTest, DashesDoNotMoveTheBoundary) {
  EXPECT_NE(ClusterName({"a-b", "c", 80}), ClusterName({"a", "b-c", 80}));
  EXPECT_NE(RuleName(Route("a-b", "c"), "", 0), RuleName(Route("a", "b-c"), "", 0));
}

TEST(NamesTest, ARuleNamedLikeAnIndexIsNotTheRuleOfThatIndex) {
  EXPECT_EQ(RuleName(Route("a", "b"), "", 1), "a/b/1");
  EXPECT_EQ(RuleName(Route("a", "b"), "1", 0), "a/b/name:1");
  EXPECT_EQ(RuleName(Route("a", "b"), "v1", 0), "a/b/v1");
}

}  // namespace
}  // namespace meshgate::xds
