#include "core/attach/label_selector.h"

#include <algorithm>
#include <optional>
#include <string_view>

namespace meshgate::attach {
namespace {

using resource::Node;
using Operator = LabelRequirement::Operator;

std::optional<Operator> ParseOperator(std::string_view text) {
  if (text == "In") return Operator::kIn;
  if (text == "NotIn") return Operator::kNotIn;
  if (text == "Exists") return Operator::kExists;
  if (text == "DoesNotExist") return Operator::kDoesNotExist;
  return std::nullopt;
}

std::optional<LabelRequirement> ParseExpression(Node expression) {
  const std::optional<Operator> op = ParseOperator(expression["operator"].text());
  if (!op) return std::nullopt;
  LabelRequirement requirement;
  requirement.key = std::string(expression["key"].text());
  requirement.op = *op;
  for (const Node value : expression["values"].items()) {
    requirement.values.emplace_back(value.text());
  }
  const bool takes_values = *op == Operator::kIn || *op == Operator::kNotIn;
  if (takes_values == requirement.values.empty()) return std::nullopt;
  return requirement;
}

// nullptr when absent.
const std::string* FindLabel(const Labels& labels, std::string_view key) {
  const auto it = std::lower_bound(
      labels.begin(), labels.end(), key,
      [](const auto& label, std::string_view wanted) { return label.first < wanted; });
  return it != labels.end() && it->first == key ? &it->second : nullptr;
}

bool Holds(const LabelRequirement& requirement, const Labels& labels) {
  const std::string* value = FindLabel(labels, requirement.key);
  const auto is_listed = [&] {
    return std::find(requirement.values.begin(), requirement.values.end(), *value) !=
           requirement.values.end();
  };
  switch (requirement.op) {
    case Operator::kIn:
      return value != nullptr && is_listed();
    case Operator::kNotIn:
      return value == nullptr || !is_listed();
    case Operator::kExists:
      return value != nullptr;
    case Operator::kDoesNotExist:
      return value == nullptr;
  }
  return false;
}

}  // namespace

Labels ParseLabels(Node labels) {
  Labels parsed;
  for (const auto [key, value] : labels.fields()) {
    parsed.emplace_back(std::string(key), std::string(value.text()));
  }
  return parsed;  // fields() is in byte order of the keys
}

LabelSelector ParseLabelSelector(Node selector) {
  LabelSelector parsed;
  parsed.valid = selector.is_map();
  for (const auto& [key, value] : ParseLabels(selector["matchLabels"])) {
    parsed.requirements.push_back({.key = key, .op = Operator::kIn, .values = {value}});
  }
  for (const Node expression : selector["matchExpressions"].items()) {
    std::optional<LabelRequirement> requirement = ParseExpression(expression);
    if (!requirement) return {};
    parsed.requirements.push_back(*std::move(requirement));
  }
  return parsed;
}

bool Matches(const LabelSelector& selector, const Labels& labels) {
  return selector.valid &&
         std::all_of(selector.requirements.begin(), selector.requirements.end(),
                     [&](const LabelRequirement& each) { return Holds(each, labels); });
}

}  // namespace meshgate::attach
