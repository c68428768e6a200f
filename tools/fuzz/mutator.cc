#include "tools/fuzz/mutator.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace meshgate::fuzz {
namespace {

constexpr size_t kMostBytes = 64 << 10;
constexpr size_t kMostMutations = 6;

using namespace std::string_view_literals;

// What means something to YAML or JSON, to a decoder of UTF-8, or to a reader of numbers.
// clang-format off
constexpr std::array kTokens = {
    "- "sv, ": "sv, "? "sv, ","sv, "{"sv, "}"sv, "["sv, "]"sv, "\""sv, "'"sv, "\\"sv, "#"sv,
    "&a "sv, "*a"sv, "&a [*a]"sv, "<<: *a\n"sv, "!!str "sv, "!!map "sv, "!x "sv, "|\n"sv, ">-\n"sv,
    "---\n"sv, "...\n"sv, "%YAML 1.2\n"sv, "\t"sv, " "sv, "\n"sv, "\r"sv, "\r\n"sv,
    "\\u0000"sv, "\\ud800"sv, "\\u001b[2J"sv, "\0"sv, "\x1b[2J"sv, "\x7f"sv, "\xff"sv, "\xc0\x80"sv,
    "\xc2\x85"sv, "\xe2\x80\xa8"sv, "\xed\xa0\x80"sv, "\xf4\x90\x80\x80"sv, "\xef\xbb\xbf"sv,
    "~"sv, "null"sv, "true"sv, "on"sv, "0"sv, "-1"sv, "1e999"sv, "0x7f"sv, ".nan"sv, "1:30"sv,
    "0.1e-7"sv, "18446744073709551616"sv};
// clang-format on

constexpr std::array kOpeners = {"["sv, "{"sv, "- "sv, "{a: "sv, "[{\"a\":"sv, "? "sv, "a:\n "sv};

std::string ToUtf16(std::string_view text) {
  std::string wide = "\xff\xfe";
  for (const char c : text) wide += {c, '\0'};
  return wide;
}

}  // namespace

Mutator::Mutator(std::vector<std::string> inputs, uint64_t seed)
    : inputs_(std::move(inputs)), random_(seed) {}

std::string Mutator::Next() {
  // What changes little comes first and more often: it reaches deeper into the code under test.
  constexpr std::array<Mutation, 15> kMutations = {
      &Mutator::FlipBit,     &Mutator::SetByte,    &Mutator::InsertToken, &Mutator::InsertToken,
      &Mutator::InsertToken, &Mutator::EraseRange, &Mutator::EraseRange,  &Mutator::RepeatRange,
      &Mutator::RepeatLine,  &Mutator::IndentLine, &Mutator::Alias,       &Mutator::Splice,
      &Mutator::Truncate,    &Mutator::Nest,       &Mutator::Recode};
  std::string text = AnyInput();
  for (size_t left = 1 + Below(kMostMutations); left > 0; --left) {
    (this->*kMutations[Below(kMutations.size())])(text);
  }
  if (text.size() > kMostBytes) text.resize(kMostBytes);
  return text;
}

size_t Mutator::LineStart(const std::string& text) {
  const size_t end = text.rfind('\n', Place(text));
  return end == std::string::npos ? 0 : end + 1;
}

void Mutator::Truncate(std::string& text) { text.resize(Place(text)); }

void Mutator::FlipBit(std::string& text) {
  if (!text.empty()) text[Below(text.size())] ^= static_cast<char>(1 << Below(8));
}

void Mutator::SetByte(std::string& text) {
  if (!text.empty()) text[Below(text.size())] = static_cast<char>(Below(256));
}

void Mutator::InsertToken(std::string& text) {
  text.insert(Place(text), kTokens[Below(kTokens.size())]);
}

void Mutator::EraseRange(std::string& text) {
  const size_t begin = Place(text);
  text.erase(begin, 1 + Below(std::min<size_t>(text.size() - begin, 40)));
}

void Mutator::RepeatRange(std::string& text) {
  const size_t begin = Place(text);
  text.insert(begin, text.substr(begin, 1 + Below(40)));
}

void Mutator::RepeatLine(std::string& text) {
  const size_t begin = LineStart(text);
  const size_t end = text.find('\n', begin);
  text.insert(begin, text.substr(begin, end == std::string::npos ? end : end + 1 - begin));
}

void Mutator::Splice(std::string& text) {
  const std::string& other = AnyInput();
  text.resize(Place(text));
  text += other.substr(Place(other));
}

void Mutator::Nest(std::string& text) {
  const std::string_view opener = kOpeners[Below(kOpeners.size())];
  std::string openers;
  for (size_t left = size_t{1} << Below(12); left > 0; --left) openers += opener;
  text.insert(Place(text), openers);
}

void Mutator::IndentLine(std::string& text) {
  constexpr std::array kIndents = {" "sv, "  "sv, "   "sv, "\t"sv, "- "sv};
  text.insert(LineStart(text), kIndents[Below(kIndents.size())]);
}

// An anchor at one value and an alias before another one.
void Mutator::Alias(std::string& text) {
  for (const std::string_view mark : {"&a "sv, "*a "sv}) {
    const size_t colon = text.find(": ", Place(text));
    if (colon != std::string::npos) text.insert(colon + 2, mark);
  }
}

void Mutator::Recode(std::string& text) {
  switch (Below(3)) {
    case 0:
      text.insert(0, "\xef\xbb\xbf");
      break;
    case 1:
      text = ToUtf16(text);
      break;
    default:
      for (size_t at = text.find('\n'); at != std::string::npos; at = text.find('\n', at + 2)) {
        text.insert(at, "\r");
      }
  }
}

}  // namespace meshgate::fuzz
