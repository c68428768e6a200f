#include <algorithm>
#include <set>
#include <utility>

#include "controllers/cli/problems.h"
#include "controllers/cli/reached_matches.h"
#include "core/loader/call_plugin.h"
#include "core/resource/well_known.h"

namespace meshgate::cli {
namespace {

using pipeline::ObjectId;
using provider::Severity;

// Whether a rule that is not refused has nothing that could answer. What an Envoy filter does only
// its plugin knows.
bool AnswersNothing(const ir::Rule& rule, const pipeline::ResolvedRule& resolved) {
  if (resolved.refused || rule.redirect || DirectResponseOf(rule, resolved)) return false;
  if (resolved.filters && !resolved.filters->envoy_filters.empty()) return false;
  return std::all_of(rule.backends.begin(), rule.backends.end(),
                     [](const ir::BackendRef& backend) { return backend.weight == 0; });
}

// Of an Accepted condition: the listeners do not take the route, whatever it says.
bool SaysNotAttached(const status::Condition& accepted) {
  return accepted.reason == status::kRouteAcceptedFalseNoMatchingParent.name ||
         accepted.reason == status::kRouteAcceptedFalseNotAllowedByListeners.name ||
         accepted.reason == status::kRouteAcceptedFalseNoMatchingListenerHostname.name;
}

std::string Indexed(const std::string& field, size_t index) {
  return field + "[" + std::to_string(index) + "]";
}

class RouteExaminer {
 public:
  RouteExaminer(const LoadedFiles& files, const loader::RouteKind& kind,
                const resource::Object& object, std::vector<ObjectProblem>& problems)
      : inputs_(files.translator.inputs()),
        tables_(files.translator.tables()),
        kind_(kind),
        object_(object),
        problems_(problems) {}

  void Examine(const ReachedMatches& matches) {
    AddIssues();
    const pipeline::DescribedRoute& described = *tables_.described.Peek(object_.id());
    const pipeline::ResolvedRoute* const resolved = tables_.routes.Peek(object_.id());
    AddParents(described.route.parents, resolved);
    if (resolved == nullptr) return;
    for (const pipeline::Problem& problem : resolved->unresolved) {
      AddText(MayStandElsewhere(problem) ? Severity::kWarning : Severity::kError, problem.message);
    }
    AddConditions(*resolved);
    if (described.traffic == ir::Traffic::kHttp) AddAnswerless(described.route, *resolved);
    AddUnreached(described, *resolved, matches);
  }

 private:
  // `text`: "FIELD: MESSAGE", or a message alone.
  void AddText(Severity severity, const std::string& text) {
    const size_t colon = text.starts_with("spec") ? text.find(": ") : std::string::npos;
    if (colon == std::string::npos) return Add(severity, "", text);
    Add(severity, text.substr(0, colon), text.substr(colon + 2));
  }

  void Add(Severity severity, const std::string& field, const std::string& message) {
    if (told_.emplace(field, message).second) {
      problems_.push_back({severity, object_.id(), field, message});
    }
  }

  // All that the plugin has to say; the tables keep one issue for each rule.
  void AddIssues() {
    const loader::DescribedRoute said = loader::CallDescribe(kind_, object_);
    std::vector<std::vector<loader::Issue>> lists = said.rule_issues;
    lists.push_back(said.issues);
    for (const auto& issues : lists) {
      for (const loader::Issue& issue : issues) Add(Severity::kError, issue.field, issue.message);
    }
  }

  void AddParents(const std::vector<ir::ParentRef>& refs, const pipeline::ResolvedRoute* resolved) {
    if (refs.empty()) {
      Add(Severity::kWarning, "spec", "the route has no parentRefs: it is attached to nothing");
    }
    for (size_t i = 0; i < refs.size(); ++i) {
      if (!IsJudged(refs[i], resolved)) AddForeign(refs[i], Indexed("spec.parentRefs", i));
    }
    if (resolved == nullptr) return;
    for (const pipeline::ParentVerdict& parent : resolved->parents) {
      const auto ref = std::find(refs.begin(), refs.end(), parent.parent);
      const std::string field = Indexed("spec.parentRefs", static_cast<size_t>(ref - refs.begin()));
      const status::Condition& accepted = parent.conditions.front();
      if (SaysNotAttached(accepted)) Add(Severity::kError, field, accepted.message);
    }
  }

  static bool IsJudged(const ir::ParentRef& ref, const pipeline::ResolvedRoute* resolved) {
    return resolved != nullptr &&
           std::any_of(resolved->parents.begin(), resolved->parents.end(),
                       [&](const auto& parent) { return parent.parent == ref; });
  }

  // A parent that the translator did not judge. A Gateway that is given has its own problem, or is
  // of another controller.
  void AddForeign(const ir::ParentRef& ref, const std::string& field) {
    const resource::Kind kind = resource::Kind::Of(ref.object.group, ref.object.kind);
    const std::string& ns = ref.object.ns.empty() ? object_.id().ns : ref.object.ns;
    const ObjectId id{kind, ns, ref.object.name};
    if (kind != resource::kGateway) {
      Add(Severity::kWarning, field,
          "parents of kind " + ref.object.kind + " are not served by meshgate");
    } else if (inputs_.at(kind).Peek(id) == nullptr) {
      Add(Severity::kWarning, field,
          ToString(id) + " is not among the files; give its file too, or correct the name");
    }
  }

  // A Service that is not given, or a grant that may be.
  bool MayStandElsewhere(const pipeline::Problem& problem) const {
    return problem.reason == &status::kRouteResolvedRefsFalseRefNotPermitted ||
           (problem.reason == &status::kRouteResolvedRefsFalseBackendNotFound &&
            problem.message.find(" does not exist") != std::string::npos);
  }

  // What only the conditions say.
  void AddConditions(const pipeline::ResolvedRoute& resolved) {
    for (const pipeline::ParentVerdict& parent : resolved.parents) {
      for (const status::Condition& condition : parent.conditions) {
        const bool told = std::any_of(told_.begin(), told_.end(), [&](const auto& told) {
          return condition.message.find(told.second) != std::string::npos;
        });
        if (!IsGood(condition) && !told) AddText(Severity::kError, condition.message);
      }
    }
  }

  void AddAnswerless(const ir::Route& route, const pipeline::ResolvedRoute& resolved) {
    for (size_t i = 0; i < route.rules.size(); ++i) {
      if (!AnswersNothing(route.rules[i], resolved.rules[i])) continue;
      Add(Severity::kWarning, Indexed("spec.rules", i),
          "the rule answers 500 to all its requests: it has no backend with a weight, no redirect "
          "and no filter that answers; give it one");
    }
  }

  void AddUnreached(const pipeline::DescribedRoute& described,
                    const pipeline::ResolvedRoute& resolved, const ReachedMatches& matches) {
    if (pipeline::ServedAttachments(object_.id(), resolved).empty()) return;
    for (uint32_t rule = 0; rule < described.ranks.size(); ++rule) {
      for (uint32_t match = 0; match < described.ranks[rule].size(); ++match) {
        const MatchId id{object_.id(), rule, match};
        if (matches.reached.contains(id)) continue;
        const auto beaten = matches.beaten_by.find(id);
        Add(Severity::kWarning, Indexed(Indexed("spec.rules", rule) + ".matches", match),
            "no request reaches match " + std::to_string(match) + " of rule " +
                std::to_string(rule) + ": " +
                (beaten == matches.beaten_by.end() ? kTakenBefore : TakenBy(beaten->second)));
      }
    }
  }

  static constexpr char kTakenBefore[] =
      "what stands before it, or a listener with a more specific hostname, takes them all; remove "
      "it or ask \"manager explain\"";

  std::string TakenBy(const MatchId& winner) const {
    const auto& [route, rule, match] = winner;
    const std::string other =
        route == object_.id()
            ? ""
            : " of " + ToString(route) + ", which is older or comes first by name,";
    return "match " + std::to_string(match) + " of rule " + std::to_string(rule) + other +
           " is equal and goes before it; remove one of them";
  }

  const pipeline::Inputs& inputs_;
  const pipeline::Tables& tables_;
  const loader::RouteKind& kind_;
  const resource::Object& object_;
  std::vector<ObjectProblem>& problems_;
  std::set<std::pair<std::string, std::string>> told_;  // field and message
};

}  // namespace

std::vector<ObjectProblem> FindRouteProblems(const LoadedFiles& files) {
  std::vector<ObjectProblem> problems;
  const ReachedMatches matches = FindReachedMatches(files.translator.tables());
  for (const resource::ObjectPtr& object : files.batch.put) {
    const loader::RouteKind* const kind = files.registry.FindRouteKind(object->id().kind);
    if (kind != nullptr) RouteExaminer(files, *kind, *object, problems).Examine(matches);
  }
  return problems;
}

}  // namespace meshgate::cli
