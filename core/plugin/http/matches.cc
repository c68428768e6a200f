#include "core/plugin/http/matches.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "core/plugin/syntax.h"

namespace meshgate::plugin::http {
namespace {

constexpr std::string_view kRegularExpression = "RegularExpression";

std::string Quoted(std::string_view text) { return "\"" + std::string(text) + "\""; }

bool TakesExpression(std::string_view expression, const std::string& field, RuleScope& scope) {
  const std::string error = scope.ExpressionError(expression);
  if (!error.empty()) scope.Refuse(field, Quoted(expression) + " " + error);
  return error.empty();
}

void RefuseType(std::string_view type, const std::string& field, std::string_view known,
                RuleScope& scope) {
  scope.Refuse(field, "type " + std::string(type) + " is not supported by this version; use " +
                          std::string(known));
}

bool DescribePlainPath(const std::string& field, RuleScope& scope, ir::PathMatch& match) {
  if (const std::string_view error = PathError(match.value); !error.empty()) {
    scope.Refuse(field,
                 "path " + Quoted(match.value) + " " + std::string(error) + "; write such a path");
    return false;
  }
  // HTTPPathMatch: of a prefix "a trailing `/` is ignored".
  if (match.type == ir::PathMatchType::kPathPrefix && match.value.size() > 1 &&
      match.value.back() == '/') {
    match.value.pop_back();
  }
  return true;
}

// `field`: "spec.rules[0].matches[1].path".
bool DescribePath(Node path, const std::string& field, RuleScope& scope, ir::PathMatch& match) {
  match.value = path["value"].Text("/");
  const std::string_view type = path["type"].Text("PathPrefix");
  if (type == kRegularExpression) {
    match.type = ir::PathMatchType::kRegularExpression;
    return TakesExpression(match.value, field + ".value", scope);
  }
  if (type != "Exact" && type != "PathPrefix") {
    RefuseType(type, field + ".type", "Exact, PathPrefix or RegularExpression", scope);
    return false;
  }
  match.type = type == "Exact" ? ir::PathMatchType::kExact : ir::PathMatchType::kPathPrefix;
  return DescribePlainPath(field + ".value", scope, match);
}

bool DescribeValue(Node node, const std::string& field, RuleScope& scope, ir::ValueMatch& match) {
  match.value = node["value"].Text();
  const std::string_view type = node["type"].Text("Exact");
  if (type == kRegularExpression) {
    match.type = ir::ValueMatchType::kRegularExpression;
    if (!TakesExpression(match.value, field + ".value", scope)) return false;
  } else if (type != "Exact") {
    RefuseType(type, field + ".type", "Exact or RegularExpression", scope);
    return false;
  }
  const bool printable =
      match.type == ir::ValueMatchType::kRegularExpression || IsPrintable(match.value);
  if (IsToken(match.name) && printable) return true;
  scope.Refuse(field, Quoted(match.name) + " needs a name of letters, digits and " +
                          "!#$%&'*+-.^_`|~ and a value of printable ASCII characters; write such " +
                          "ones");
  return false;
}

// A listener answers 400 to a request with such a header name, whatever its routes say.
bool RefuseUnderscore(const std::string& name, const std::string& field, RuleScope& scope) {
  if (name.find('_') == std::string::npos) return false;
  scope.Refuse(field,
               "header " + Quoted(name) +
                   " is matched by no request, since requests with \"_\" in a header name are " +
                   "answered with 400; have clients send a name with \"-\" and match that");
  return true;
}

// Header and query parameter matches have the same fields and rules, but for their names.
bool DescribeValueMatches(Node nodes, bool headers, const std::string& field,
                          RuleScope& scope, std::vector<ir::ValueMatch>& matches) {
  matches.reserve(nodes.size());
  size_t index = 0;
  for (const Node node : nodes) {
    const std::string_view name = node["name"].Text();
    ir::ValueMatch match;
    match.name = headers ? ToLower(name) : std::string(name);
    const std::string item = field + "[" + std::to_string(index++) + "]";
    if (headers && RefuseUnderscore(match.name, item + ".name", scope)) return false;
    if (!DescribeValue(node, item, scope, match)) return false;
    const bool seen = std::any_of(matches.begin(), matches.end(), [&](const ir::ValueMatch& other) {
      return other.name == match.name;
    });
    if (!seen) matches.push_back(std::move(match));
  }
  return true;
}

bool DescribeMatch(Node node, const std::string& field, RuleScope& scope, ir::HttpMatch& match) {
  match.method = node["method"].Text();
  return DescribePath(node["path"], field + ".path", scope, match.path) &&
         DescribeHeaderMatches(node["headers"], field + ".headers", scope, match.headers) &&
         DescribeValueMatches(node["queryParams"], /*headers=*/false,
                              field + ".queryParams", scope, match.query_params);
}

}  // namespace

bool DescribeHeaderMatches(Node headers, const std::string& field, RuleScope& scope,
                           std::vector<ir::ValueMatch>& matches) {
  return DescribeValueMatches(headers, /*headers=*/true, field, scope, matches);
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
