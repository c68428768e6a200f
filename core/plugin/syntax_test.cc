#include "core/plugin/syntax.h"

#include <gtest/gtest.h>

#include <string>

namespace meshgate::plugin {
namespace {

TEST(SyntaxTest, Hostnames) {
  for (const char* text : {"a", "a.b", "xn--bcher-kva.example", "1.2.3.4", "a-b.c-d"}) {
    EXPECT_TRUE(IsPreciseHostname(text)) << text;
    EXPECT_TRUE(IsHostname(std::string("*.") + text)) << text;
  }
  for (const char* text : {"", ".", "a.", ".a", "a..b", "-a", "a-", "a-.b", "A", "a b", "a:80"}) {
    EXPECT_FALSE(IsPreciseHostname(text)) << text;
    EXPECT_FALSE(IsHostname(std::string("*.") + text)) << text;
  }
  for (const char* text : {"*", "*a", "a.*.b", "*.*.a"}) EXPECT_FALSE(IsHostname(text)) << text;
  EXPECT_TRUE(IsPreciseHostname(std::string(253, 'a')));
  EXPECT_FALSE(IsPreciseHostname(std::string(254, 'a')));
}

TEST(SyntaxTest, LabelsAndTheirKeys) {
  for (const char* text : {"a", "A-b_c.9", "9"}) {
    EXPECT_TRUE(IsLabelText(text)) << text;
    EXPECT_TRUE(IsLabelKey(text)) << text;
    EXPECT_TRUE(IsLabelKey(std::string("example.com/") + text)) << text;
  }
  for (const char* text : {"", "-a", "a.", "_", "a b", "a/b/c", "/a", "a/", "\xc3\xa9"}) {
    EXPECT_FALSE(IsLabelKey(text)) << text;
  }
  EXPECT_TRUE(IsLabelText(std::string(63, 'a')));
  EXPECT_FALSE(IsLabelText(std::string(64, 'a')));
  EXPECT_FALSE(IsLabelKey("Example/a"));
}

TEST(SyntaxTest, TokensAndValues) {
  EXPECT_TRUE(IsToken("X-Header_1.~"));
  EXPECT_TRUE(IsPrintable("a \"b\" ~"));
  for (const char* text : {"", ":method", "a b", "a\n", "\xc3\xa9"}) {
    EXPECT_FALSE(IsToken(text)) << text;
  }
  for (const char* text : {"", "a\n", "a\rb", "\t", "\x7f", "\xc3\xa9"}) {
    EXPECT_FALSE(IsPrintable(text)) << text;
  }
}

// The rules of HTTPPathMatch.
TEST(SyntaxTest, Paths) {
  for (const char* text : {"/", "/a", "/a/", "/a.b/..c/d..", "/a%20b", "/-._~!$&'()*+,;=:@"}) {
    EXPECT_EQ(PathError(text), "") << text;
  }
  for (const char* text : {"", "a", "//", "/a//b", "/./a", "/../a", "/a/.", "/a/..", "/%2f", "/%2F",
                           "/a#b", "/a?b", "/a b", "/%", "/%2", "/%zz", "/\xc3\xa9",
                           "/%41", "/%7e", "/%2E", "/%5C", "/%5c", "/%00"}) {
    EXPECT_NE(PathError(text), "") << text;
  }
  EXPECT_NE(PathError("/" + std::string(1024, 'a')), "");
}

}  // namespace
}  // namespace meshgate::plugin
