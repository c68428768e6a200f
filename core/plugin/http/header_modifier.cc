#include "core/plugin/http/header_modifier.h"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <utility>
#include <vector>

#include "core/plugin/syntax.h"

namespace meshgate::plugin::http {
namespace {

// RFC 9110, 7.6.1 and 8.6: what one connection has of headers, and how long its message is.
constexpr std::string_view kConnectionHeaders[] = {
    "connection", "content-length", "keep-alive",        "proxy-connection",
    "te",         "trailer",        "transfer-encoding", "upgrade"};

bool CheckName(const std::string& name, const std::string& field, RuleScope& scope) {
  if (name == "host") {
    scope.Refuse(field, "the Host header cannot be modified; use a URLRewrite with hostname");
    return false;
  }
  if (std::find(std::begin(kConnectionHeaders), std::end(kConnectionHeaders), name) !=
      std::end(kConnectionHeaders)) {
    scope.Refuse(field, "header \"" + name +
                            "\" belongs to one connection and the gateway writes it itself; leave "
                            "it out of the filter");
    return false;
  }
  if (!IsToken(name)) {
    scope.Refuse(
        field, "\"" + name + "\" is no header name; use letters, digits and " + "!#$%&'*+-.^_`|~");
    return false;
  }
  return true;
}

std::vector<ir::HeaderValue> DescribeValues(Node nodes, const std::string& field,
                                            RuleScope& scope) {
  std::vector<ir::HeaderValue> values;
  values.reserve(nodes.size());
  for (const Node node : nodes) {
    std::string name = ToLower(node["name"].Text());
    if (!CheckName(name, field, scope)) continue;
    const std::string_view value = node["value"].Text();
    if (!IsPrintable(value)) {
      scope.Refuse(field, "the value of header \"" + name +
                              "\" must be printable ASCII characters; write such a value");
      continue;
    }
    const bool seen = std::any_of(values.begin(), values.end(),
                                  [&](const ir::HeaderValue& other) { return other.name == name; });
    if (!seen) values.push_back({std::move(name), std::string(value)});
  }
  return values;
}

std::vector<std::string> DescribeNames(Node nodes, const std::string& field, RuleScope& scope) {
  std::vector<std::string> names;
  names.reserve(nodes.size());
  for (const Node node : nodes) {
    std::string name = ToLower(node.Text());
    if (!CheckName(name, field, scope)) continue;
    if (std::find(names.begin(), names.end(), name) == names.end()) {
      names.push_back(std::move(name));
    }
  }
  return names;
}

// HTTPHeaderFilter: "Only one action for a given header name is permitted."
void RefuseSecondAction(const ir::HeaderModifier& modifier, const std::string& field,
                        RuleScope& scope) {
  std::vector<std::string_view> names(modifier.remove.begin(), modifier.remove.end());
  for (const auto* values : {&modifier.set, &modifier.add}) {
    for (const ir::HeaderValue& value : *values) names.push_back(value.name);
  }
  std::sort(names.begin(), names.end());
  const auto twice = std::adjacent_find(names.begin(), names.end());
  if (twice != names.end()) {
    scope.Refuse(field, "header \"" + std::string(*twice) +
                            "\" has more than one action; keep one of set, add and remove");
  }
}

}  // namespace

ir::HeaderModifier DescribeHeaderModifier(Node filter, Direction direction,
                                          const std::string& field, RuleScope& scope) {
  ir::HeaderModifier modifier;
  modifier.set = DescribeValues(filter["set"], field + ".set", scope);
  modifier.add = DescribeValues(filter["add"], field + ".add", scope);
  modifier.remove = DescribeNames(filter["remove"], field + ".remove", scope);
  const bool removes_date =
      std::find(modifier.remove.begin(), modifier.remove.end(), "date") != modifier.remove.end();
  if (direction == Direction::kResponse && removes_date) {
    scope.Refuse(field + ".remove",
                 "header \"date\" cannot be removed, since the gateway adds the one that a "
                 "response lacks; set it to another value, or leave it");
  }
  RefuseSecondAction(modifier, field, scope);
  return modifier;
}

}  // namespace meshgate::plugin::http
