#include "core/loader/expression.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace meshgate::loader {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

TEST(ExpressionTest, WhatEnvoyTakesHasNoError) {
  for (const char* const expression :
       {"/", "/a.*", "/(?i)A", "(a+)+$", "[^/]+", "\\d{3}", "(?:a|b)", "[[:alpha:]]+", "/a{990}"}) {
    EXPECT_EQ(ExpressionError(expression), "") << expression;
  }
}

TEST(ExpressionTest, WhatRe2CannotReadIsToldInItsWords) {
  struct Case {
    const char* expression;
    const char* reason;
  };
  for (const Case& given : {Case{"(", "missing ): ("},
                            {"*", "no argument for repetition operator: *"},
                            {"[z-a]", "invalid character class range: z-a"},
                            {"(?=a)", "invalid perl operator: (?="},
                            {"(a)\\1", "invalid escape sequence: \\1"},
                            {"a{1001}", "invalid repetition size: {1001}"},
                            {"\xff", "invalid UTF-8"}}) {
    EXPECT_THAT(ExpressionError(given.expression),
                AllOf(StartsWith("is no regular expression of RE2: "), HasSubstr(given.reason)))
        << given.expression;
  }
}

TEST(ExpressionTest, AnEmptyOneIsNone) { EXPECT_THAT(ExpressionError(""), StartsWith("is empty")); }

// The sizes are those in Envoy's own refusals.
TEST(ExpressionTest, TheProgramsSizeIsBounded) {
  EXPECT_EQ(ExpressionError("/a{300}"), "");
  EXPECT_THAT(ExpressionError("/a{998}"),
              StartsWith("has the RE2 program size 1003, more than 1000"));
}

}  // namespace
}  // namespace meshgate::loader
