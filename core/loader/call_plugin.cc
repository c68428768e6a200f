#include "core/loader/call_plugin.h"

#include <exception>
#include <string_view>
#include <utility>
#include <vector>

#include "core/loader/ir_check.h"
#include "core/loader/object_view.h"
#include "core/plugin/issues.h"
#include "core/plugin/parent_refs.h"
#include "core/resource/object_id.h"
#include "core/status/reasons.h"

namespace meshgate::loader {
namespace {

constexpr std::string_view kUnsupportedValue = "UnsupportedValue";

// Keeps what the plugin reports until it has returned.
class IssueList final : public plugin::Issues {
 public:
  void RefuseRule(size_t index, std::string_view field, std::string_view message) override {
    rules_.emplace_back(index, MakeIssue(kUnsupportedValue, field, message));
  }

  void RefuseRoute(std::string_view reason, std::string_view field,
                   std::string_view message) override {
    if (status::FindRouteRefusal(reason) == nullptr) unknown_reason_ = reason;
    route_.push_back(MakeIssue(reason, field, message));
  }

  // Moves the issues to where they belong. Returns "" or what the plugin did wrong.
  std::string MoveTo(DescribedRoute& described) && {
    described.issues = std::move(route_);
    described.rule_issues.resize(described.route.rules.size());
    for (auto& [index, issue] : rules_) {
      if (index >= described.rule_issues.size()) {
        return "it refused rule " + std::to_string(index) + ", which it did not return";
      }
      described.rule_issues[index].push_back(std::move(issue));
    }
    if (unknown_reason_.empty()) return "";
    return "it refused the route with the unknown reason \"" + unknown_reason_ + "\"";
  }

 private:
  static Issue MakeIssue(std::string_view reason, std::string_view field,
                         std::string_view message) {
    return {std::string(reason), std::string(field), std::string(message)};
  }

  std::vector<Issue> route_;
  std::vector<std::pair<size_t, Issue>> rules_;
  std::string unknown_reason_;
};

Issue PluginFailed(const RouteKind& kind, const resource::Object& object, const std::string& why) {
  return {std::string(kPluginFailed), "",
          "Plugin " + kind.plugin + " failed on " + resource::ToString(object.id()) + ": " + why +
              "; this is a fault of the plugin, report it to its author or load another version."};
}

// Status needs the parents even when the plugin did not return them.
DescribedRoute RefuseAll(const RouteKind& kind, const resource::Object& object,
                         const std::string& why) {
  DescribedRoute described;
  const ObjectView view(object);
  described.route.parents = plugin::DescribeParents(view.spec());
  described.issues.push_back(PluginFailed(kind, object, why));
  return described;
}

// Returns "" or why nothing of the route can be kept.
std::string CheckRoute(const RouteKind& kind, const resource::Object& object,
                       DescribedRoute& described) {
  if (std::string error = FindInvalidRoute(described.route); !error.empty()) return error;
  for (size_t i = 0; i < described.route.rules.size(); ++i) {
    ir::Rule& rule = described.route.rules[i];
    if (std::string error = FindInvalidMatch(rule, i, kind.spec.layer); !error.empty()) {
      return error;
    }
    if (const std::string error = FindInvalidAction(rule, i); !error.empty()) {
      // Of a rule that the plugin refused, no more than the matches was promised.
      std::vector<Issue>& issues = described.rule_issues[i];
      if (issues.empty()) issues.push_back(PluginFailed(kind, object, error));
      ir::Rule matches_only;
      matches_only.matches = std::move(rule.matches);
      rule = std::move(matches_only);
    }
  }
  return "";
}

DescribedRoute DescribeChecked(const RouteKind& kind, const resource::Object& object) {
  const ObjectView view(object);
  IssueList issues;
  DescribedRoute described;
  described.route = kind.implementation->Describe(view, issues);
  std::string error = std::move(issues).MoveTo(described);
  if (error.empty()) error = CheckRoute(kind, object, described);
  return error.empty() ? std::move(described) : RefuseAll(kind, object, "it returned: " + error);
}

}  // namespace

DescribedRoute CallDescribe(const RouteKind& kind, const resource::Object& object) {
  try {
    return DescribeChecked(kind, object);
  } catch (const std::exception& error) {
    return RefuseAll(kind, object, std::string("it threw: ") + error.what());
  } catch (...) {
    return RefuseAll(kind, object, "it threw an unknown exception");
  }
}

std::optional<std::string> CallMembership(const plugin::Membership& membership,
                                          const resource::Object& object) {
  try {
    const ObjectView view(object);
    return membership.Of(view);
  } catch (...) {
    return std::nullopt;
  }
}

}  // namespace meshgate::loader
