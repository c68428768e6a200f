// The syntax of the texts that routes carry: what Gateway API's schemas demand and what proxies
// refuse otherwise. Plugins check what users wrote; the host checks what plugins return. [pure]
#ifndef MESHGATE_CORE_PLUGIN_SYNTAX_H_
#define MESHGATE_CORE_PLUGIN_SYNTAX_H_

#include <cstddef>
#include <string>
#include <string_view>

namespace meshgate::plugin {

// ASCII only, whatever the locale.
constexpr bool IsLower(char c) { return c >= 'a' && c <= 'z'; }
constexpr bool IsUpper(char c) { return c >= 'A' && c <= 'Z'; }
constexpr bool IsDigit(char c) { return c >= '0' && c <= '9'; }

inline std::string ToLower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (IsUpper(c)) c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

// Not empty, of characters that `allowed` accepts.
template <typename Allowed>
constexpr bool ConsistsOf(std::string_view text, Allowed allowed) {
  for (const char c : text) {
    if (!allowed(c)) return false;
  }
  return !text.empty();
}

// A token of RFC 9110: a method, or the name of a header or query parameter (HeaderName).
inline bool IsToken(std::string_view text) {
  return ConsistsOf(text, [](char c) {
    return IsLower(c) || IsUpper(c) || IsDigit(c) ||
           std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
  });
}

// Printable ASCII and the space: the value of a header or query parameter.
inline bool IsPrintable(std::string_view text) {
  return ConsistsOf(text, [](char c) { return c >= ' ' && c <= '~'; });
}

// Labels of lower case letters, digits and inner hyphens (RFC 1123); PreciseHostname.
inline bool IsPreciseHostname(std::string_view text) {
  if (text.empty() || text.size() > 253) return false;
  char before = '.';
  for (const char c : text) {
    const bool inner = IsLower(c) || IsDigit(c);
    const bool starts_label = before == '.';
    if (c == '.' ? starts_label || before == '-' : c == '-' ? starts_label : !inner) return false;
    before = c;
  }
  return before != '.' && before != '-';
}

// A precise hostname, or one behind the wildcard label "*."; Hostname.
inline bool IsHostname(std::string_view text) {
  return IsPreciseHostname(text.substr(0, 2) == "*." ? text.substr(2) : text);
}

// Letters, digits and inner '-', '_' and '.', up to 63 bytes: the name part of the key of a label,
// and its value where that is not empty; Kubernetes, "Labels and Selectors".
inline bool IsLabelText(std::string_view text) {
  const auto is_end = [](char c) { return IsLower(c) || IsUpper(c) || IsDigit(c); };
  return text.size() <= 63 &&
         ConsistsOf(text, [&](char c) { return is_end(c) || c == '-' || c == '_' || c == '.'; }) &&
         is_end(text.front()) && is_end(text.back());
}

// The key of a label or an annotation: "example.com/name", or without the prefix.
inline bool IsLabelKey(std::string_view key) {
  const size_t slash = key.find('/');
  if (slash == std::string_view::npos) return IsLabelText(key);
  return IsPreciseHostname(key.substr(0, slash)) && IsLabelText(key.substr(slash + 1));
}

// What a URL never needs to encode; RFC 3986, 2.3.
inline bool IsUnreserved(char c) {
  return IsLower(c) || IsUpper(c) || IsDigit(c) || c == '-' || c == '.' || c == '_' || c == '~';
}

inline int HexValue(char c) { return IsDigit(c) ? c - '0' : (c | 0x20) - 'a' + 10; }

// "" when `path` is a valid value of an Exact or PathPrefix match, else what is wrong with it;
// HTTPPathMatch. What no request has after its normalisation is no valid value either.
inline std::string_view PathError(std::string_view path) {
  const auto contains = [&](std::string_view part) {
    return path.find(part) != std::string_view::npos;
  };
  if (path.substr(0, 1) != "/") return "must begin with '/'";
  if (path.size() > 1024) return "must not be longer than 1024 characters";
  if (contains("//")) return "must not contain '//'";
  if (contains("%2f") || contains("%2F")) return "must not contain an encoded '/'";
  const std::string closed = std::string(path) + "/";
  if (closed.find("/./") != std::string::npos || closed.find("/../") != std::string::npos) {
    return "must not contain the segments '.' and '..'";
  }
  const auto is_hex = [](char c) {
    return IsDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  };
  for (size_t i = 0; i < path.size(); ++i) {
    const char c = path[i];
    if (c == '%') {
      if (i + 2 >= path.size() || !is_hex(path[i + 1]) || !is_hex(path[i + 2])) {
        return "must have two hexadecimal digits after each '%'";
      }
      const char letter = static_cast<char>(HexValue(path[i + 1]) * 16 + HexValue(path[i + 2]));
      if (letter == '\0' || letter == '\\') return "must not encode a '\\' or a NUL";
      if (IsUnreserved(letter)) {
        return "must not encode letters, digits and -._~: proxies decode these in requests";
      }
    } else if (!IsLower(c) && !IsUpper(c) && !IsDigit(c) &&
               std::string_view("-/._~!$&'()*+,;=:@").find(c) == std::string_view::npos) {
      return "must only contain letters, digits, %XX and -/._~!$&'()*+,;=:@";
    }
  }
  return "";
}

}  // namespace meshgate::plugin

#endif  // MESHGATE_CORE_PLUGIN_SYNTAX_H_
