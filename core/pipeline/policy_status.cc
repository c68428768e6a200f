#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "core/pipeline/statuses.h"
#include "core/resource/well_known.h"

namespace meshgate::pipeline {
namespace {

constexpr size_t kMaxAncestors = 16;  // PolicyStatus.ancestors: MaxItems

// An object that a policy is told of: a Gateway, or a listener of it, that does what the policy
// says; or a target that no Gateway serves.
struct Ancestor {
  ObjectId object;
  std::string section;
  auto operator<=>(const Ancestor&) const = default;
};

// What is said of it: the first problem, and what else is wrong; or else the notes.
struct Verdict {
  const status::Reason* reason = &status::kPolicyAcceptedTrueAccepted;
  std::vector<std::string> texts;

  void Add(const Problem& problem) {
    if (reason == &status::kPolicyAcceptedTrueAccepted) {
      reason = problem.reason;
      texts.clear();
    }
    AddText(problem.message);
  }
  void Note(const std::string& text) {
    if (reason == &status::kPolicyAcceptedTrueAccepted) AddText(text);
  }
  void AddText(const std::string& text) {
    if (text.empty() || std::find(texts.begin(), texts.end(), text) != texts.end()) return;
    texts.push_back(text);
  }
  status::Condition ToCondition() const {
    std::string message;
    for (const std::string& text : texts) message += (message.empty() ? "" : " ") + text;
    return MakeCondition(*reason, message);
  }
};

Problem NotFound(const DescribedPolicy::Target& target, const std::string& what) {
  return {&status::kPolicyAcceptedFalseTargetNotFound, target.field + ": " + what};
}

class PolicyReporter {
 public:
  using Target = DescribedPolicy::Target;

  PolicyReporter(const StatusesSources& sources, const ObjectId& id, const DescribedPolicy& policy,
                 engine::Reader& reader)
      : sources_(sources), id_(id), policy_(policy), reader_(reader) {}

  status::PolicyStatus Report() {
    for (const Target& target : policy_.targets) ReportTarget(target);
    status::PolicyStatus status;
    for (const auto& [ancestor, verdict] : verdicts_) {
      if (status.ancestors.size() == kMaxAncestors) break;
      const ObjectId& object = ancestor.object;
      status.ancestors.push_back(
          {{{object.kind.group(), object.kind.kind(), object.ns, object.name}, ancestor.section},
           sources_.options.controller_name,
           {verdict.ToCondition()}});
    }
    return status;
  }

 private:
  void ReportTarget(const Target& target) {
    if (!target.problem.empty()) {
      AtTarget(target).Add(
          {&status::kPolicyAcceptedFalseInvalid, target.field + ": " + target.problem});
    } else if (target.object.kind == resource::kService) {
      ReportService(target);
    } else {
      ReportGateway(target);
    }
  }

  void ReportService(const Target& target) {
    const Service* const service = reader_.Find(sources_.services, target.object);
    if (service == nullptr) return TellMissing(target);
    const auto port = std::find_if(service->ports.begin(), service->ports.end(),
                                   [&](const auto& each) { return each.name == target.section; });
    const bool all = target.section.empty();
    if (!all && port == service->ports.end()) {
      return TellMissing(target, "TCP port", "spec.ports");
    }
    bool used = false;
    for (const ClusterId& id : reader_.List(sources_.clusters_by_service, target.object)) {
      if (!all && id.backend.port != port->port) continue;
      used = true;
      Judge(target, verdicts_[{id.proxy, ""}]);
    }
    if (used) return;
    Verdict& verdict = AtTarget(target);
    Judge(target, verdict);
    verdict.Note("No Gateway sends traffic to " + ToString(target.object) + " yet.");
  }

  void ReportGateway(const Target& target) {
    const Gateway* const gateway = reader_.Find(sources_.gateways, target.object);
    if (gateway == nullptr) {
      if (reader_.Find(sources_.gateway_objects, target.object) == nullptr) TellMissing(target);
      return;  // or another controller's
    }
    if (!target.section.empty() && FindListener(*gateway, target.section) == nullptr) {
      return TellMissing(target, "listener", "spec.listeners");
    }
    Judge(target, AtTarget(target));
  }

  void TellMissing(const Target& target) {
    AtTarget(target).Add(NotFound(
        target, ToString(target.object) + " does not exist; create it or correct the name"));
  }
  void TellMissing(const Target& target, const std::string& section, const std::string& field) {
    AtTarget(target).Add(
        NotFound(target, ToString(target.object) + " has no " + section + " named \"" +
                             target.section + "\"; name one of its " + field));
  }

  // What holds wherever the target is served.
  void Judge(const Target& target, Verdict& verdict) {
    if (policy_.unusable) return verdict.Add(*policy_.unusable);
    const auto& by_section =
        reader_.Find(sources_.policies_in_force, {id_.kind, target.object})->by_section;
    const ObjectId& winner = by_section.at(target.section);
    if (winner != id_) {
      return verdict.Add({&status::kPolicyAcceptedFalseConflicted,
                          target.field + ": " + ToString(winner) +
                              ", which is older or first by name, is in force on " +
                              NameOf(target) + "; let one of the two target something else."});
    }
    verdict.Note(policy_.notes);
    if (policy_.says == ir::PolicyFragment()) verdict.Note("The policy sets nothing.");
    if (!target.section.empty()) return;
    for (const auto& [section, other] : by_section) {
      if (section.empty() || other == id_) continue;
      verdict.Note(ToString(other) + " takes its place on \"" + section + "\" of " +
                   ToString(target.object) + ".");
    }
  }

  static std::string NameOf(const Target& target) {
    const std::string name = ToString(target.object);
    return target.section.empty() ? name : "\"" + target.section + "\" of " + name;
  }

  Verdict& AtTarget(const Target& target) { return verdicts_[{target.object, target.section}]; }

  const StatusesSources& sources_;
  const ObjectId& id_;
  const DescribedPolicy& policy_;
  engine::Reader& reader_;
  std::map<Ancestor, Verdict> verdicts_;
};

}  // namespace

std::optional<status::Document> PolicyDocument(const StatusesSources& sources, const ObjectId& id,
                                               const DescribedPolicy& policy,
                                               engine::Reader& reader) {
  status::PolicyStatus status = PolicyReporter(sources, id, policy, reader).Report();
  if (status.ancestors.empty()) return std::nullopt;
  return status::Document{id, policy.api_version, policy.generation, std::move(status)};
}

}  // namespace meshgate::pipeline
