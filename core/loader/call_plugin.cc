#include "core/loader/call_plugin.h"

#include <exception>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "core/loader/expression.h"
#include "core/loader/ir_check.h"
#include "core/loader/object_view.h"
#include "core/plugin/issues.h"
#include "core/plugin/parent_refs.h"
#include "core/plugin/target_refs.h"
#include "core/resource/object_id.h"
#include "core/status/reasons.h"

namespace meshgate::loader {
namespace {

// Keeps what the plugin reports until it has returned.
class RouteIssueList final : public plugin::RouteIssues {
 public:
  void RefuseRule(size_t index, std::string_view field, std::string_view message) override {
    rules_.emplace_back(
        index, MakeIssue(status::kRouteAcceptedFalseUnsupportedValue.name, field, message));
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

// The same for all other roles.
class IssueList final : public plugin::Issues {
 public:
  // `self`: the object that is asked about. It outlives this.
  explicit IssueList(const resource::ObjectId& self) : self_(self) {}

  void Refuse(plugin::Place place, std::string_view message) override {
    issues.push_back({std::string(kInvalid), FieldOf(place), std::string(message)});
  }
  void Note(plugin::Place place, std::string_view message) override {
    notes.push_back({"", FieldOf(place), std::string(message)});
  }

  std::vector<Issue> issues;
  std::vector<Issue> notes;

 private:
  std::string FieldOf(const plugin::Place& place) const {
    std::string field(place.field);
    if (place.object == nullptr) return field;
    const plugin::Object& object = *place.object;
    const resource::ObjectId id{resource::Kind::Of(object.group(), object.kind()),
                                std::string(object.ns()), std::string(object.name())};
    return id == self_ ? field : "refers to " + ToString(id) + ", where " + field;
  }

  const resource::ObjectId& self_;
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
    RouteIssueList ignored;
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
  RouteIssueList issues;
  DescribedRoute described;
  described.route = kind.implementation->Describe(view, issues);
  std::string error = std::move(issues).MoveTo(described);
  if (error.empty()) error = CheckRoute(kind, object, described);
  return error.empty() ? std::move(described) : RefuseAll(kind, object, "it returned: " + error);
}

// Whatever happens inside, a value comes back.
template <typename Describe, typename Refuse>
auto Safely(Describe describe, Refuse refuse) {
  try {
    return describe();
  } catch (const std::exception& error) {
    return refuse(std::string("it threw: ") + error.what());
  } catch (...) {
    return refuse("it threw an unknown exception");
  }
}

// How a message calls what a kind describes.
std::string NameOf(const ListenerKind&, const Subject& subject) {
  return "listener \"" + std::string(subject.part["name"].text()) + "\" of " +
         ToString(subject.object.id());
}
template <typename Kind>
std::string NameOf(const Kind&, const Subject& subject) {
  return ToString(subject.object.id());
}

std::string FindInvalid(const FilterKind& kind, const std::vector<Found>&,
                        const ir::Filter& filter) {
  return FindInvalidFilter(filter, kind.spec.envoy_filter.has_value());
}
std::string FindInvalid(const ParametersKind&, const std::vector<Found>&,
                        const ir::InfrastructureParameters& parameters) {
  return FindInvalidParameters(parameters);
}
std::string FindInvalid(const ListenerKind&, const std::vector<Found>& found,
                        const ir::ListenerTls& tls) {
  std::vector<bool> usable;
  for (const Found& each : found) usable.push_back(each.certificate);
  return FindInvalidListener(tls, usable);
}

std::string FindInvalid(const PolicyKind& kind, const std::vector<Found>&,
                        const ir::PolicyFragment& policy) {
  return FindInvalidPolicy(policy, kind.spec.targets);
}

// The objects of a call as plugins see them. `found` outlives this.
class ResolvedViews {
 public:
  explicit ResolvedViews(const std::vector<Found>& found) {
    views_.reserve(found.size());  // what is handed out points into it
    for (const Found& each : found) {
      plugin::Resolved& resolved = resolved_.emplace_back();
      resolved.certificate = each.certificate;
      if (each.object != nullptr) resolved.object = &views_.emplace_back(*each.object);
    }
  }
  std::span<const plugin::Resolved> resolved() const { return resolved_; }

 private:
  std::vector<ObjectView> views_;
  std::vector<plugin::Resolved> resolved_;
};

// Makes the call, which gets the object, the part and the issues, and keeps what it returns unless
// something is wrong with it.
template <typename Kind, typename Call, typename Check>
auto CallChecked(const Kind& kind, const Subject& subject, Call call, Check find_invalid) {
  const ObjectView view(subject.object);
  using Fragment = decltype(call(view, view.root(), std::declval<IssueList&>()));
  const auto refuse = [&](const std::string& why) {
    return Built<Fragment>{{}, {PluginFailed(kind.plugin, NameOf(kind, subject), why)}, {}};
  };
  return Safely(
      [&]() -> Built<Fragment> {
        IssueList list(subject.object.id());
        Fragment fragment = call(view, view.At(subject.part), list);
        if (!list.issues.empty()) return {{}, std::move(list.issues), {}};
        const std::string error = find_invalid(fragment);
        if (!error.empty()) return refuse("it returned: " + error);
        return {std::move(fragment), {}, std::move(list.notes)};
      },
      refuse);
}

template <typename Kind>
References CallReferencesOf(const Kind& kind, const Subject& subject) {
  return CallChecked(
      kind, subject,
      [&](const ObjectView& object, plugin::Node part, IssueList& issues) {
        return kind.implementation->References(object, part, issues);
      },
      FindInvalidReferences);
}

template <typename Kind>
auto CallBuildOf(const Kind& kind, const Subject& subject, const std::vector<Found>& found) {
  const ResolvedViews views(found);
  return CallChecked(
      kind, subject,
      [&](const ObjectView& object, plugin::Node part, IssueList& issues) {
        return kind.implementation->Build(object, part, views.resolved(), issues);
      },
      [&](const auto& fragment) { return FindInvalid(kind, found, fragment); });
}

}  // namespace

DescribedRoute CallDescribe(const RouteKind& kind, const resource::Object& object) {
  return Safely([&] { return DescribeChecked(kind, object); },
                [&](const std::string& why) { return RefuseAll(kind, object, why); });
}

References CallReferences(const FilterKind& kind, const Subject& subject) {
  return CallReferencesOf(kind, subject);
}
References CallReferences(const ParametersKind& kind, const Subject& subject) {
  return CallReferencesOf(kind, subject);
}
References CallReferences(const ListenerKind& kind, const Subject& subject) {
  return CallReferencesOf(kind, subject);
}

References CallReferences(const PolicyKind& kind, const Subject& subject) {
  return CallReferencesOf(kind, subject);
}

Built<ir::Filter> CallBuild(const FilterKind& kind, const Subject& subject,
                            const std::vector<Found>& found) {
  return CallBuildOf(kind, subject, found);
}
Built<ir::InfrastructureParameters> CallBuild(const ParametersKind& kind, const Subject& subject,
                                              const std::vector<Found>& found) {
  return CallBuildOf(kind, subject, found);
}
Built<ir::ListenerTls> CallBuild(const ListenerKind& kind, const Subject& subject,
                                 const std::vector<Found>& found) {
  return CallBuildOf(kind, subject, found);
}

Built<ir::PolicyFragment> CallBuild(const PolicyKind& kind, const Subject& subject,
                                    const std::vector<Found>& found) {
  return CallBuildOf(kind, subject, found);
}

Targets CallTargets(const PolicyKind& kind, const resource::Object& object) {
  Targets targets = CallChecked(
      kind, object,
      [&](const ObjectView& view, plugin::Node, IssueList&) {
        return kind.implementation->Targets(view);
      },
      FindInvalidTargets);
  if (targets.issues.empty()) return targets;
  targets.fragment = plugin::DescribeTargets(ObjectView(object).spec());
  if (!FindInvalidTargets(targets.fragment).empty()) targets.fragment.clear();
  return targets;
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
