#include "core/loader/call_plugin.h"

#include <exception>
#include <string_view>
#include <utility>
#include <vector>

#include "core/loader/expression.h"
#include "core/loader/ir_check.h"
#include "core/loader/object_view.h"
#include "core/plugin/issues.h"
#include "core/plugin/parent_refs.h"
#include "core/resource/object_id.h"
#include "core/status/reasons.h"

namespace meshgate::loader {
namespace {

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

  std::string ExpressionError(std::string_view expression) const override {
    return loader::ExpressionError(expression);
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

class FilterIssueList final : public plugin::FilterIssues {
 public:
  void Refuse(std::string_view field, std::string_view message) override {
    issues_.push_back({std::string(kInvalidFilter), std::string(field), std::string(message)});
  }
  std::vector<Issue> Take() && { return std::move(issues_); }

 private:
  std::vector<Issue> issues_;
};

class ParametersIssueList final : public plugin::ParametersIssues {
 public:
  void Refuse(std::string_view field, std::string_view message) override {
    issues.push_back({std::string(kInvalidParameters), std::string(field), std::string(message)});
  }
  void Note(std::string_view field, std::string_view message) override {
    notes.push_back({"", std::string(field), std::string(message)});
  }

  std::vector<Issue> issues;
  std::vector<Issue> notes;
};

class ListenerIssueList final : public plugin::ListenerIssues {
 public:
  void Refuse(std::string_view field, std::string_view message) override {
    issues_.push_back({std::string(kUnsupportedValue), std::string(field), std::string(message)});
  }
  std::vector<Issue> Take() && { return std::move(issues_); }

 private:
  std::vector<Issue> issues_;
};

Issue PluginFailed(const std::string& plugin, const std::string& subject, const std::string& why) {
  return {std::string(kPluginFailed), "",
          "Plugin " + plugin + " failed on " + subject + ": " + why +
              "; this is a fault of the plugin, report it to its author or load another version."};
}

Issue PluginFailed(const std::string& plugin, const resource::Object& object,
                   const std::string& why) {
  return PluginFailed(plugin, resource::ToString(object.id()), why);
}

// Status needs the parents even when the plugin did not return them; and as nobody knows which
// requests of its hostnames the route was to take, such as from a wider route, it takes them all.
DescribedRoute RefuseAll(const RouteKind& kind, const resource::Object& object,
                         const std::string& why) {
  DescribedRoute described;
  const ObjectView view(object);
  described.route.parents = plugin::DescribeParents(view.spec());
  if (kind.spec.traffic == ir::Traffic::kHttp) {
    IssueList ignored;
    described.route.hostnames = plugin::DescribeHostnames(view.spec(), ignored);
    described.route.rules.emplace_back().matches.emplace_back();
    described.rule_issues.emplace_back();
  }
  described.issues.push_back(PluginFailed(kind.plugin, object, why));
  return described;
}

// Returns "" or why nothing of the route can be kept.
std::string CheckRoute(const RouteKind& kind, const resource::Object& object,
                       DescribedRoute& described) {
  if (std::string error = FindInvalidRoute(described.route); !error.empty()) return error;
  for (size_t i = 0; i < described.route.rules.size(); ++i) {
    ir::Rule& rule = described.route.rules[i];
    if (std::string error = FindInvalidMatch(rule, i, kind.spec.traffic); !error.empty()) {
      return error;
    }
    if (const std::string error = FindInvalidAction(rule, i); !error.empty()) {
      // Of a rule that the plugin refused, no more than the matches was promised.
      std::vector<Issue>& issues = described.rule_issues[i];
      if (issues.empty()) issues.push_back(PluginFailed(kind.plugin, object, error));
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

DescribedFilter RefuseAll(const FilterKind& kind, const resource::Object& object,
                          const std::string& why) {
  return {{}, {PluginFailed(kind.plugin, object, why)}};
}

DescribedFilter DescribeChecked(const FilterKind& kind, const resource::Object& object) {
  const ObjectView view(object);
  FilterIssueList list;
  ir::Filter filter = kind.implementation->Describe(view, list);
  std::vector<Issue> issues = std::move(list).Take();
  if (!issues.empty()) return {{}, std::move(issues)};
  const std::string error = FindInvalidFilter(filter, kind.spec.envoy_filter.has_value());
  if (!error.empty()) return RefuseAll(kind, object, "it returned: " + error);
  return {std::move(filter), {}};
}

DescribedParameters RefuseAll(const ParametersKind& kind, const resource::Object& object,
                              const std::string& why) {
  return {{}, {PluginFailed(kind.plugin, object, why)}, {}};
}

DescribedParameters DescribeChecked(const ParametersKind& kind, const resource::Object& object) {
  const ObjectView view(object);
  ParametersIssueList list;
  ir::InfrastructureParameters parameters = kind.implementation->Describe(view, list);
  if (!list.issues.empty()) return {{}, std::move(list.issues), {}};
  const std::string error = FindInvalidParameters(parameters);
  if (!error.empty()) return RefuseAll(kind, object, "it returned: " + error);
  return {std::move(parameters), {}, std::move(list.notes)};
}

// One entry of spec.listeners.
struct ListenerOf {
  const resource::ObjectId& gateway;
  resource::Node node;
};

DescribedListener RefuseAll(const ListenerKind& kind, const ListenerOf& listener,
                            const std::string& why) {
  const std::string subject = "listener \"" + std::string(listener.node["name"].text()) + "\" of " +
                              resource::ToString(listener.gateway);
  return {{}, {PluginFailed(kind.plugin, subject, why)}};
}

DescribedListener DescribeChecked(const ListenerKind& kind, const ListenerOf& listener) {
  const TreeView view(listener.node.tree());
  ListenerIssueList list;
  ir::ListenerTls tls =
      kind.implementation->Describe(plugin::Node(&view, listener.node.index()), list);
  std::vector<Issue> issues = std::move(list).Take();
  if (!issues.empty()) return {{}, std::move(issues)};
  const std::string error = FindInvalidListener(tls);
  if (!error.empty()) return RefuseAll(kind, listener, "it returned: " + error);
  return {std::move(tls), {}};
}

// Whatever happens inside, a value comes back.
template <typename Kind, typename Object>
auto DescribeSafely(const Kind& kind, const Object& object) {
  try {
    return DescribeChecked(kind, object);
  } catch (const std::exception& error) {
    return RefuseAll(kind, object, std::string("it threw: ") + error.what());
  } catch (...) {
    return RefuseAll(kind, object, "it threw an unknown exception");
  }
}

}  // namespace

DescribedRoute CallDescribe(const RouteKind& kind, const resource::Object& object) {
  return DescribeSafely(kind, object);
}

DescribedFilter CallDescribe(const FilterKind& kind, const resource::Object& object) {
  return DescribeSafely(kind, object);
}

DescribedParameters CallDescribe(const ParametersKind& kind, const resource::Object& object) {
  return DescribeSafely(kind, object);
}

DescribedListener CallDescribe(const ListenerKind& kind, const resource::ObjectId& gateway,
                               resource::Node listener) {
  return DescribeSafely(kind, ListenerOf{gateway, listener});
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
