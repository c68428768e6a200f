#include "core/base/printable.h"

#include "gtest/gtest.h"

namespace meshgate::base {
namespace {

TEST(PrintableTest, LeavesTextAsItIs) {
  for (const std::string_view text : {"", "a \"b\" \\n", "Grüße", "日本 😀"}) {
    EXPECT_EQ(Printable(text), text);
  }
}

TEST(PrintableTest, EscapesWhatMovesText) {
  EXPECT_EQ(Printable("a\nb\tc\rd"), "a\\nb\\tc\\x0dd");
  EXPECT_EQ(Printable("\x1b[2J\x7f\xc2\x9b"), "\\x1b[2J\\x7f\\x9b");
  EXPECT_EQ(Printable("\xe2\x80\xae"
                      "abc\xe2\x80\xa8\xe2\x81\xa6"),
            "\\u202eabc\\u2028\\u2066");
  EXPECT_EQ(Printable(std::string_view("\0", 1)), "\\x00");
}

TEST(PrintableTest, EscapesWhatIsNoUtf8) {
  EXPECT_EQ(Printable("\xff\x80z"), "\\xff\\x80z");
  EXPECT_EQ(Printable("\xc3"), "\\xc3");
  EXPECT_EQ(Printable("\xc0\x80"), "\\xc0\\x80");
  EXPECT_EQ(Printable("\xed\xa0\x80"), "\\xed\\xa0\\x80");
  EXPECT_EQ(Printable("\xf4\x90\x80\x80"), "\\xf4\\x90\\x80\\x80");
}

TEST(PrintableTest, CutsWhatIsLongBetweenCharacters) {
  EXPECT_EQ(Printable("éééé", 3), "éé... (8 bytes)");
  EXPECT_EQ(Printable("abc", 3), "abc");
}

}  // namespace
}  // namespace meshgate::base
