#include "core/resource/tree.h"

#include <memory>
#include <string>
#include <vector>

#include "core/resource/value.h"
#include "gtest/gtest.h"

namespace meshgate::resource {
namespace {

Value Sample() {
  return Value::Map({
      {"spec",
       Value::Map({{"port", Value::Integer(80), {}},
                   {"name", Value::String("http"), {}},
                   {"on", Value::Bool(true), {}},
                   {"none", Value(), {}},
                   {"rules", Value::List({Value::String("a"), Value::String("b")}), {}}}),
       {}},
      {"kind", Value::String("Gateway"), {}},
  });
}

TEST(ValueTest, SetReplacesAndTakeRemoves) {
  Value map = Value::Map();
  map.Set("a", Value::Integer(1));
  map.Set("a", Value::Integer(2));
  EXPECT_EQ(map.fields.size(), 1u);
  EXPECT_EQ(*map.Take("a"), Value::Integer(2));
  EXPECT_EQ(map.Take("a"), std::nullopt);
  EXPECT_EQ(map.Find("a"), nullptr);
}

TEST(TreeTest, NodesReadWhatWasFrozen) {
  const auto tree = Tree::Freeze(Sample());
  const Node spec = tree->root()["spec"];
  EXPECT_EQ(tree->root()["kind"].text(), "Gateway");
  EXPECT_EQ(spec["port"].IntOr(0), 80);
  EXPECT_EQ(spec["port"].text(), "80");
  EXPECT_EQ(spec["name"].TextOr("x"), "http");
  EXPECT_TRUE(spec["on"].BoolOr(false));
  EXPECT_EQ(spec["rules"].size(), 2u);
  EXPECT_EQ(spec["rules"].item(1).text(), "b");
  std::string items;
  for (const Node item : spec["rules"].items()) items += item.text();
  EXPECT_EQ(items, "ab");
}

TEST(TreeTest, WhatIsMissingIsFalseAndEmpty) {
  const auto tree = Tree::Freeze(Sample());
  const Node missing = tree->root()["spec"]["absent"]["deeper"];
  EXPECT_FALSE(missing);
  EXPECT_EQ(missing.text(), "");
  EXPECT_EQ(missing.TextOr("x"), "x");
  EXPECT_EQ(missing.IntOr(7), 7);
  EXPECT_EQ(missing.size(), 0u);
  EXPECT_FALSE(missing.item(0));
  EXPECT_FALSE(Node()["a"]);
  for (const Node item : missing.items()) FAIL() << item.text();
  for (const auto [key, value] : missing.fields()) FAIL() << key;
}

TEST(TreeTest, NullIsAbsentAndOtherTypesGiveTheFallback) {
  const auto tree = Tree::Freeze(Sample());
  const Node spec = tree->root()["spec"];
  EXPECT_FALSE(spec["none"]);
  EXPECT_EQ(spec["none"].TextOr("x"), "x");
  EXPECT_EQ(spec["name"].IntOr(7), 7);
  EXPECT_TRUE(spec["name"].BoolOr(true));
  EXPECT_EQ(spec["rules"].TextOr("x"), "x");
  EXPECT_FALSE(spec["rules"].item(2));
  EXPECT_FALSE(spec.item(0));
}

TEST(TreeTest, FieldsAreSortedByKey) {
  const auto tree = Tree::Freeze(Sample());
  std::vector<std::string> keys;
  for (const auto [key, value] : tree->root()["spec"].fields()) keys.emplace_back(key);
  EXPECT_EQ(keys, (std::vector<std::string>{"name", "none", "on", "port", "rules"}));
}

TEST(TreeTest, HashIsOfTheContentNotOfOrderOrPosition) {
  Value other = Sample();
  std::swap(other.fields[0], other.fields[1]);
  other.fields[0].value.position = {7, 7};
  EXPECT_EQ(Tree::Freeze(Sample())->Hash(), Tree::Freeze(other)->Hash());

  const Value one = Value::Map({{"ab", Value::String("c"), {}}});
  const Value two = Value::Map({{"a", Value::String("bc"), {}}});
  EXPECT_NE(Tree::Freeze(one)->Hash(), Tree::Freeze(two)->Hash());
  EXPECT_NE(Tree::Freeze(Value::String("1"))->Hash(), Tree::Freeze(Value::Integer(1))->Hash());
}

TEST(TreeTest, ThawGivesTheValueBack) {
  EXPECT_EQ(Thaw(Tree::Freeze(Sample())->root()), Sample());
  EXPECT_EQ(Thaw(Node()), Value());
}

TEST(TreeTest, ManyFieldsAreAllFound) {
  Value map = Value::Map();
  for (int i = 0; i < 1000; ++i) {
    map.fields.push_back({"key" + std::to_string(i), Value::Integer(i), {}});
  }
  const auto tree = Tree::Freeze(map);
  for (int i = 0; i < 1000; ++i) {
    EXPECT_EQ(tree->root()["key" + std::to_string(i)].IntOr(-1), i);
  }
}

}  // namespace
}  // namespace meshgate::resource
