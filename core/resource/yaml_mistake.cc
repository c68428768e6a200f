#include "core/resource/yaml_mistake.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "core/resource/source_text.h"

namespace meshgate::resource {
namespace {

// Line `number`, counted from 1; empty when there is none.
std::string_view Line(std::string_view text, int number) {
  for (; number > 1 && !text.empty(); --number) {
    text.remove_prefix(std::min(text.find('\n'), text.size() - 1) + 1);
  }
  return number < 1 ? std::string_view() : text.substr(0, text.find('\n'));
}

std::optional<DecodeError> FindInLine(std::string_view line, int number) {
  const auto at = [&](size_t offset, std::string message) {
    return DecodeError{{number, static_cast<int>(offset) + 1}, std::move(message)};
  };
  const size_t tab = line.find('\t');
  const size_t indentation = line.find_first_not_of(" \t");
  if (indentation != line.npos && tab < indentation) {
    return at(tab, "a tab in the indentation; YAML takes none, indent with spaces");
  }
  // A comment and what is quoted may hold anything.
  line = line.substr(0, std::min(line.find(" #"), line.find_first_of("\"'")));
  if (const size_t braces = line.find("{{"); braces != line.npos) {
    return at(braces,
              "\"{{\" looks like a template that was not rendered; give what, for example, "
              "\"helm template\" makes of it");
  }
  if (const size_t space = line.find(kNoBreakSpace); space != line.npos) {
    return at(space, "a no-break space (U+00A0) stands here; write a plain space");
  }
  return std::nullopt;
}

}  // namespace

std::optional<DecodeError> FindMistake(std::string_view text, Position position) {
  for (const int number : {position.line, position.line - 1}) {
    if (auto mistake = FindInLine(Line(text, number), number)) return mistake;
  }
  return std::nullopt;
}

}  // namespace meshgate::resource
