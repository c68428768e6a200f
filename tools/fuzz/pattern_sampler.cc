#include "tools/fuzz/pattern_sampler.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace meshgate::fuzz {
namespace {

using Part = PatternSampler::Part;

constexpr int kEndless = std::numeric_limits<int>::max();

void AddRange(char first, char last, std::string& characters) {
  for (int c = first; c <= last; ++c) characters += static_cast<char>(c);
}

std::string Printable() {
  std::string characters;
  AddRange(' ', '~', characters);
  return characters;
}

class PatternParser {
 public:
  explicit PatternParser(std::string_view rest) : rest_(rest) {}

  Part Choice() {
    Part choice{Part::Kind::kChoice, "", {Sequence()}};
    while (Take('|')) choice.parts.push_back(Sequence());
    return choice;
  }

 private:
  bool Take(char wanted) {
    if (rest_.empty() || rest_.front() != wanted) return false;
    rest_.remove_prefix(1);
    return true;
  }

  char Next() {
    if (rest_.empty()) return '\0';
    const char c = rest_.front();
    rest_.remove_prefix(1);
    return c;
  }

  Part Sequence() {
    Part sequence;
    while (!rest_.empty() && rest_.front() != '|' && rest_.front() != ')') {
      if (Take('^') || Take('$')) continue;
      Part part = Atom();
      Repeat(part);
      sequence.parts.push_back(std::move(part));
    }
    return sequence;
  }

  Part Atom() {
    if (Take('(')) {
      if (rest_.starts_with("?:")) rest_.remove_prefix(2);
      Part group = Choice();
      Take(')');
      return group;
    }
    if (Take('[')) return {Part::Kind::kCharacter, Class(), {}};
    if (Take('.')) return {Part::Kind::kCharacter, Printable(), {}};
    return {Part::Kind::kCharacter, Character(), {}};
  }

  // One character, or all that an escape stands for.
  std::string Character() {
    const char c = Next();
    if (c != '\\') return {c};
    const char escaped = Next();
    switch (escaped) {
      case 'd':
        return "0123456789";
      case 'w':
        return "aZ09_";
      case 's':
        return " \t";
      case 't':
        return "\t";
      case 'x':
        return {static_cast<char>(std::stoi(std::string({Next(), Next()}), nullptr, 16))};
      default:
        return {escaped};
    }
  }

  std::string Class() {
    const bool negated = Take('^');
    std::string characters;
    do {
      const std::string first = Character();
      const bool is_range = rest_.size() > 1 && rest_[0] == '-' && rest_[1] != ']';
      if (is_range && Take('-')) {
        AddRange(first.front(), Character().front(), characters);
      } else {
        characters += first;
      }
    } while (!rest_.empty() && !Take(']'));
    if (!negated) return characters;
    std::string others = Printable();
    std::erase_if(others, [&](char c) { return characters.find(c) != characters.npos; });
    return others;
  }

  int Number() {
    int number = 0;
    while (!rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9') {
      number = number * 10 + (Next() - '0');
    }
    return number;
  }

  void Repeat(Part& part) {
    if (Take('*')) {
      part.min = 0;
      part.max = kEndless;
    } else if (Take('+')) {
      part.max = kEndless;
    } else if (Take('?')) {
      part.min = 0;
    } else if (Take('{')) {
      part.min = part.max = Number();
      if (Take(',')) part.max = rest_.starts_with('}') ? kEndless : Number();
      Take('}');
    }
  }

  std::string_view rest_;
};

class Writer {
 public:
  Writer(int repeats, std::mt19937_64& random) : repeats_(repeats), random_(random) {}

  void Write(const Part& part) {
    const int most = part.max == kEndless ? part.min + repeats_ : part.max;
    for (int left = part.min + Below(most - part.min + 1); left > 0; --left) WriteOnce(part);
  }

  std::string text;

 private:
  int Below(size_t end) { return static_cast<int>(random_() % end); }

  void WriteOnce(const Part& part) {
    switch (part.kind) {
      case Part::Kind::kCharacter:
        if (!part.characters.empty()) text += part.characters[Below(part.characters.size())];
        break;
      case Part::Kind::kSequence:
        for (const Part& each : part.parts) Write(each);
        break;
      case Part::Kind::kChoice:
        Write(part.parts[Below(part.parts.size())]);
        break;
    }
  }

  const int repeats_;
  std::mt19937_64& random_;
};

}  // namespace

PatternSampler::PatternSampler(std::string_view pattern) : root_(PatternParser(pattern).Choice()) {}

std::string PatternSampler::Sample(int repeats, std::mt19937_64& random) const {
  Writer writer(repeats, random);
  writer.Write(root_);
  return std::move(writer.text);
}

}  // namespace meshgate::fuzz
