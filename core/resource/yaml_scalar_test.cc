#include "core/resource/yaml_scalar.h"

#include <optional>
#include <string_view>

#include "gtest/gtest.h"

namespace meshgate::resource {
namespace {

// The expectations are what sigs.k8s.io/yaml v1.4.0 made of these words.
TEST(YamlScalarTest, TypesAreThoseOfKubernetes) {
  const struct {
    std::string_view text;
    NodeType type;
    std::string_view want;
  } cases[] = {
      {"", NodeType::kNull, ""},
      {"~", NodeType::kNull, ""},
      {"null", NodeType::kNull, ""},
      {"Null", NodeType::kNull, ""},
      {"nULL", NodeType::kString, "nULL"},
      {"y", NodeType::kBool, "true"},
      {"Y", NodeType::kBool, "true"},
      {"Yes", NodeType::kBool, "true"},
      {"ON", NodeType::kBool, "true"},
      {"TRUE", NodeType::kBool, "true"},
      {"tRUE", NodeType::kString, "tRUE"},
      {"n", NodeType::kBool, "false"},
      {"no", NodeType::kBool, "false"},
      {"Off", NodeType::kBool, "false"},
      {"false", NodeType::kBool, "false"},
      {"0", NodeType::kInteger, "0"},
      {"-0", NodeType::kInteger, "0"},
      {"+1", NodeType::kInteger, "1"},
      {"1_000", NodeType::kInteger, "1000"},
      {"017", NodeType::kInteger, "15"},
      {"0o17", NodeType::kInteger, "15"},
      {"08", NodeType::kInteger, "8"},
      {"0x1F", NodeType::kInteger, "31"},
      {"0X1f", NodeType::kInteger, "31"},
      {"0b11", NodeType::kInteger, "3"},
      {"-0b11", NodeType::kInteger, "-3"},
      {"0x", NodeType::kString, "0x"},
      {"1.0", NodeType::kInteger, "1"},
      {"1.", NodeType::kInteger, "1"},
      {"12e03", NodeType::kInteger, "12000"},
      {".5e3", NodeType::kInteger, "500"},
      {"1_0.5", NodeType::kNumber, "10.5"},
      {"-.5", NodeType::kNumber, "-0.5"},
      {"0.1", NodeType::kNumber, "0.1"},
      {"1e-7", NodeType::kNumber, "1e-7"},
      {"1e21", NodeType::kNumber, "1e+21"},
      {"9223372036854775808", NodeType::kNumber, "9223372036854775808"},
      {"1e400", NodeType::kString, "1e400"},
      {"1e", NodeType::kString, "1e"},
      {"1.2.3.4", NodeType::kString, "1.2.3.4"},
      {"1:30", NodeType::kString, "1:30"},
      {"2020-01-01", NodeType::kString, "2020-01-01"},
      {"_1", NodeType::kString, "_1"},
      {"-", NodeType::kString, "-"},
      {".", NodeType::kString, "."},
      {"+-1", NodeType::kString, "+-1"},
      {"infinity", NodeType::kString, "infinity"},
      {"nan", NodeType::kString, "nan"},
  };
  for (const auto& [text, type, want] : cases) {
    const std::optional<Value> value = ResolvePlainScalar(text);
    ASSERT_TRUE(value) << text;
    EXPECT_EQ(value->type, type) << text;
    EXPECT_EQ(value->text, want) << text;
  }
}

TEST(YamlScalarTest, WhatJsonCannotHoldIsRefused) {
  for (const std::string_view text : {".inf", "+.Inf", "-.INF", ".nan", ".NaN"}) {
    EXPECT_EQ(ResolvePlainScalar(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace meshgate::resource
