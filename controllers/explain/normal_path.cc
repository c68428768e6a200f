#include "controllers/explain/normal_path.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "core/plugin/syntax.h"

namespace meshgate::explain {
namespace {

using plugin::HexValue;
using plugin::IsUnreserved;

bool IsEscape(std::string_view text) {
  return text.size() >= 3 && text[0] == '%' && absl::ascii_isxdigit(text[1]) &&
         absl::ascii_isxdigit(text[2]);
}

void AppendEscaped(char c, std::string& out) {
  constexpr char kDigits[] = "0123456789ABCDEF";
  out.push_back('%');
  out.push_back(kDigits[static_cast<unsigned char>(c) >> 4]);
  out.push_back(kDigits[static_cast<unsigned char>(c) & 15]);
}

// Escapes what must be and unescapes what need not be. False for an escaped NUL.
bool CanonicalLetters(std::string_view path, std::string& out) {
  for (size_t i = 0; i < path.size(); ++i) {
    const char c = path[i];
    if (IsEscape(path.substr(i))) {
      const char letter = static_cast<char>(HexValue(path[i + 1]) * 16 + HexValue(path[i + 2]));
      if (letter == '\0') return false;
      if (IsUnreserved(letter)) {
        out.push_back(letter);
      } else {
        out.append(path.substr(i, 3));
      }
      i += 2;
    } else if (c == '\\') {
      out.push_back('/');
    } else if (std::string_view("\"<>^`{|}").find(c) != std::string_view::npos) {
      AppendEscaped(c, out);
    } else {
      out.push_back(c);
    }
  }
  return true;
}

// RFC 3986, 5.2.4. An empty segment is a segment: ".." takes it away.
std::string WithoutDotSegments(std::string_view path) {
  std::string out = "/";
  path.remove_prefix(1);
  while (true) {
    const size_t slash = path.find('/');
    const std::string_view segment = path.substr(0, slash);
    const bool last = slash == std::string_view::npos;
    if (segment == "..") {
      if (out.size() > 1) out.erase(out.rfind('/', out.size() - 2) + 1);
    } else if (segment != ".") {
      out.append(segment);
      if (!last) out.push_back('/');
    }
    if (last) return out;
    path.remove_prefix(slash + 1);
  }
}

// The proxy keeps two slashes where the path is nothing but slashes.
std::string WithMergedSlashes(const std::string& path) {
  if (path.find("//") == std::string::npos) return path;
  const std::vector<std::string> segments = absl::StrSplit(path, '/', absl::SkipEmpty());
  return "/" + absl::StrJoin(segments, "/") + (path.ends_with('/') ? "/" : "");
}

}  // namespace

std::optional<NormalTarget> Normalise(std::string_view target, pipeline::EscapedSlashes slashes) {
  if (target.find('#') != std::string_view::npos || !target.starts_with('/')) return std::nullopt;
  NormalTarget normal;
  const std::string path(PathOf(target));
  const std::string unescaped =
      absl::StrReplaceAll(path, {{"%2F", "/"}, {"%2f", "/"}, {"%5C", "\\"}, {"%5c", "\\"}});
  const bool has_escaped = unescaped.size() != path.size();
  if (has_escaped && slashes == pipeline::EscapedSlashes::kReject) return std::nullopt;
  const bool keep = slashes == pipeline::EscapedSlashes::kKeep;
  normal.redirected = has_escaped && !keep;
  std::string canonical;
  if (!CanonicalLetters(keep ? path : unescaped, canonical)) return std::nullopt;
  normal.target = WithMergedSlashes(WithoutDotSegments(canonical));
  normal.target.append(QueryOf(target));
  return normal;
}

std::string_view PathOf(std::string_view target) { return target.substr(0, target.find('?')); }

std::string_view QueryOf(std::string_view target) { return target.substr(PathOf(target).size()); }

}  // namespace meshgate::explain
