#include "core/plugin/http/matches.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "core/plugin/syntax.h"

namespace meshgate::plugin::http {
namespace {

constexpr std::string_view kWayOutOfExpressions =
    " is not supported by this version; use another type, or several matches";

bool DescribePath(Node path, const std::string& match_field, RuleScope& scope,
                  ir::PathMatch& match) {
  const std::string_view type = path["type"].Text("PathPrefix");
  if (type != "Exact" && type != "PathPrefix") {
    scope.Refuse(match_field + ".path.type",
                 "path type " + std::string(type).append(kWayOutOfExpressions));
    return false;
  }
  match.type = type == "Exact" ? ir::PathMatchType::kExact : ir::PathMatchType::kPathPrefix;
  match.value = path["value"].Text("/");
  if (const std::string_view error = PathError(match.value); !error.empty()) {
    scope.Refuse(match_field + ".path.value",
                 "path \"" + match.value + "\" " + std::string(error) + "; write such a path");
    return false;
  }
  // HTTPPathMatch: of a prefix "a trailing `/` is ignored".
  if (match.type == ir::PathMatchType::kPathPrefix && match.value.size() > 1 &&
      match.value.back() == '/') {
    match.value.pop_back();
  }
  return true;
}

// Header and query parameter matches have the same fields and rules, but for the case of names.
bool DescribeValueMatches(Node nodes, bool names_ignore_case, const std::string& field,
                          RuleScope& scope, std::vector<ir::ValueMatch>& matches) {
  matches.reserve(nodes.size());
  for (const Node node : nodes) {
    const std::string_view type = node["type"].Text("Exact");
    if (type != "Exact") {
      scope.Refuse(field, "type " + std::string(type).append(kWayOutOfExpressions));
      return false;
    }
    const std::string_view written = node["name"].Text();
    std::string name = names_ignore_case ? ToLower(written) : std::string(written);
    const std::string_view value = node["value"].Text();
    if (!IsToken(name) || !IsPrintable(value)) {
      scope.Refuse(field, "\"" + name + "\" needs a name of letters, digits and !#$%&'*+-.^_`|~ " +
                              "and a value of printable ASCII characters; write such ones");
      return false;
    }
    const bool seen = std::any_of(matches.begin(), matches.end(),
                                  [&](const ir::ValueMatch& match) { return match.name == name; });
    if (!seen) {
      matches.push_back({std::move(name), ir::ValueMatchType::kExact, std::string(value)});
    }
  }
  return true;
}

bool DescribeMatch(Node node, const std::string& field, RuleScope& scope, ir::HttpMatch& match) {
  match.method = node["method"].Text();
  return DescribePath(node["path"], field, scope, match.path) &&
         DescribeHeaderMatches(node["headers"], field + ".headers", scope, match.headers) &&
         DescribeValueMatches(node["queryParams"], /*names_ignore_case=*/false,
                              field + ".queryParams", scope, match.query_params);
}

}  // namespace

bool DescribeHeaderMatches(Node headers, const std::string& field, RuleScope& scope,
                           std::vector<ir::ValueMatch>& matches) {
  return DescribeValueMatches(headers, /*names_ignore_case=*/true, field, scope, matches);
}

std::vector<ir::HttpMatch> DescribeMatches(Node rule, RuleScope& scope) {
  const Node nodes = rule["matches"];
  if (nodes.size() == 0) return {ir::HttpMatch()};
  std::vector<ir::HttpMatch> matches;
  matches.reserve(nodes.size());
  size_t index = 0;
  for (const Node node : nodes) {
    ir::HttpMatch match;
    if (DescribeMatch(node, scope.Item("matches", index++), scope, match)) {
      matches.push_back(std::move(match));
    }
  }
  return matches;
}

}  // namespace meshgate::plugin::http
