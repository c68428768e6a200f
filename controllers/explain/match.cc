#include "controllers/explain/match.h"

#include <string_view>
#include <vector>

#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "controllers/explain/normal_path.h"
#include "re2/re2.h"

namespace meshgate::explain {
namespace {

std::string Quoted(std::string_view text) { return "\"" + std::string(text) + "\""; }

bool MatchesWhole(const std::string& pattern, std::string_view text) {
  const re2::RE2 expression(pattern, re2::RE2::Quiet);
  return expression.ok() &&
         re2::RE2::FullMatch(re2::StringPiece(text.data(), text.size()), expression);
}

// A prefix means whole segments: "/a" is met by "/a" and "/a/b", not by "/ab".
bool HasPrefix(std::string_view path, std::string_view prefix) {
  while (prefix.ends_with('/')) prefix.remove_suffix(1);
  if (!path.starts_with(prefix)) return false;
  return path.size() == prefix.size() || path[prefix.size()] == '/';
}

bool MatchesPath(const ir::PathMatch& match, std::string_view path) {
  switch (match.type) {
    case ir::PathMatchType::kExact:
      return path == match.value;
    case ir::PathMatchType::kPathPrefix:
      return HasPrefix(path, match.value);
    case ir::PathMatchType::kRegularExpression:
      return MatchesWhole(match.value, path);
  }
  return false;
}

bool MatchesValue(const ir::ValueMatch& match, const std::string& value) {
  if (match.type == ir::ValueMatchType::kExact) return value == match.value;
  return MatchesWhole(match.value, value);
}

std::vector<std::string> QueryValue(std::string_view target, const std::string& name) {
  std::string_view query = QueryOf(target);
  if (query.empty()) return {};
  query.remove_prefix(1);
  for (absl::string_view part :
       absl::StrSplit(absl::string_view(query.data(), query.size()), '&')) {
    const std::string_view parameter(part.data(), part.size());
    const size_t equals = parameter.find('=');
    if (parameter.substr(0, equals) != name) continue;
    return {std::string(equals == std::string_view::npos ? "" : parameter.substr(equals + 1))};
  }
  return {};
}

std::string_view Name(ir::PathMatchType type) {
  switch (type) {
    case ir::PathMatchType::kExact:
      return "exact path ";
    case ir::PathMatchType::kPathPrefix:
      return "path prefix ";
    case ir::PathMatchType::kRegularExpression:
      return "path expression ";
  }
  return "";
}

std::string Wanted(const ir::ValueMatch& match) {
  const bool exact = match.type == ir::ValueMatchType::kExact;
  return (exact ? "" : "the expression ") + Quoted(match.value);
}

// `noun`: "header" or "query parameter".
std::optional<std::string> ValueMismatch(const std::string& noun, const ir::ValueMatch& match,
                                         const std::vector<std::string>& values) {
  const std::string subject = noun + " " + match.name + " is ";
  if (values.empty()) return subject + "absent, not " + Wanted(match);
  std::string given;
  for (const std::string& value : values) {
    if (MatchesValue(match, value)) return std::nullopt;
    given += (given.empty() ? "" : " and ") + Quoted(value);
  }
  return subject + given + ", not " + Wanted(match);
}

}  // namespace

std::optional<std::string> Mismatch(const ir::HttpMatch& match, const Request& request) {
  const std::string_view path = PathOf(request.target);
  if (!MatchesPath(match.path, path)) return "the path is " + std::string(path);
  if (!match.method.empty() && match.method != request.method) {
    return "the method is " + request.method + ", not " + match.method;
  }
  for (const ir::ValueMatch& header : match.headers) {
    if (auto why = ValueMismatch("header", header, HeaderValues(request, header.name))) return why;
  }
  for (const ir::ValueMatch& parameter : match.query_params) {
    const auto value = QueryValue(request.target, parameter.name);
    if (auto why = ValueMismatch("query parameter", parameter, value)) return why;
  }
  return std::nullopt;
}

std::string ToText(const ir::HttpMatch& match) {
  std::string text = std::string(Name(match.path.type)) + match.path.value;
  if (!match.method.empty()) text += ", method " + match.method;
  for (const ir::ValueMatch& header : match.headers) {
    text += ", header " + header.name + " is " + Wanted(header);
  }
  for (const ir::ValueMatch& parameter : match.query_params) {
    text += ", query parameter " + parameter.name + " is " + Wanted(parameter);
  }
  return text;
}

}  // namespace meshgate::explain
