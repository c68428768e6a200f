#include "core/attach/label_selector.h"

#include <memory>
#include <string_view>
#include <vector>

#include "core/resource/tree.h"
#include "core/resource/yaml.h"
#include "gtest/gtest.h"

namespace meshgate::attach {
namespace {

// A tree that holds the YAML map `text`.
std::shared_ptr<const resource::Tree> Yaml(std::string_view text) {
  const resource::Decoded decoded = resource::DecodeYaml(text);
  EXPECT_EQ(decoded.documents.size(), 1u) << text;
  return resource::Tree::Freeze(decoded.documents.at(0).value);
}

TEST(ParseLabelsTest, SortsByKey) {
  EXPECT_EQ(ParseLabels(Yaml("{b: two, a: one}")->root()), (Labels{{"a", "one"}, {"b", "two"}}));
  EXPECT_EQ(ParseLabels(resource::Node()), Labels());
}

struct SelectorCase {
  std::string_view selector;
  bool matches;  // the labels app=echo, tier=front
};

TEST(LabelSelectorTest, Matches) {
  const std::vector<SelectorCase> cases = {
      {"matchLabels: {}", true},
      {"matchLabels: {app: echo}", true},
      {"matchLabels: {app: echo, tier: front}", true},
      {"matchLabels: {app: echo, tier: back}", false},
      {"matchLabels: {zone: a}", false},
      {"matchExpressions: [{key: app, operator: In, values: [echo, other]}]", true},
      {"matchExpressions: [{key: app, operator: In, values: [other]}]", false},
      {"matchExpressions: [{key: zone, operator: In, values: [a]}]", false},
      {"matchExpressions: [{key: app, operator: NotIn, values: [echo]}]", false},
      {"matchExpressions: [{key: app, operator: NotIn, values: [other]}]", true},
      {"matchExpressions: [{key: zone, operator: NotIn, values: [a]}]", true},
      {"matchExpressions: [{key: app, operator: Exists}]", true},
      {"matchExpressions: [{key: zone, operator: Exists}]", false},
      {"matchExpressions: [{key: app, operator: DoesNotExist}]", false},
      {"matchExpressions: [{key: zone, operator: DoesNotExist}]", true},
      {"{matchLabels: {app: echo}, matchExpressions: [{key: tier, operator: Exists}]}", true},
      {"{matchLabels: {app: other}, matchExpressions: [{key: tier, operator: Exists}]}", false},
  };
  const Labels labels = {{"app", "echo"}, {"tier", "front"}};
  for (const SelectorCase& c : cases) {
    EXPECT_EQ(Matches(ParseLabelSelector(Yaml(c.selector)->root()), labels), c.matches)
        << c.selector;
  }
}

TEST(LabelSelectorTest, WhatIsNotValidMatchesNothing) {
  const std::vector<std::string_view> selectors = {
      "matchExpressions: [{key: app, operator: Like, values: [echo]}]",
      "matchExpressions: [{key: app, operator: in, values: [echo]}]",
      "matchExpressions: [{key: app}]",
      "matchExpressions: [{key: app, operator: In}]",
      "matchExpressions: [{key: zone, operator: NotIn, values: []}]",
      "matchExpressions: [{key: app, operator: Exists, values: [echo]}]",
      "matchExpressions: [{key: zone, operator: DoesNotExist, values: [a]}]",
      "{matchLabels: {app: echo}, matchExpressions: [{key: app, operator: Like}]}",
  };
  for (const std::string_view text : selectors) {
    const LabelSelector selector = ParseLabelSelector(Yaml(text)->root());
    EXPECT_FALSE(selector.valid) << text;
    EXPECT_FALSE(Matches(selector, {{"app", "echo"}})) << text;
  }
}

TEST(LabelSelectorTest, EmptyMatchesEverythingAndAbsentNothing) {
  EXPECT_TRUE(Matches(ParseLabelSelector(Yaml("{}")->root()), {}));
  EXPECT_FALSE(Matches(ParseLabelSelector(resource::Node()), {}));
}

}  // namespace
}  // namespace meshgate::attach
