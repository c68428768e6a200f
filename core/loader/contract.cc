#include "core/loader/contract.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <functional>
#include <optional>
#include <set>
#include <thread>
#include <utility>

#include "core/loader/call_plugin.h"
#include "core/plugin/syntax.h"
#include "core/resource/kind.h"
#include "core/resource/object_id.h"
#include "core/resource/well_known.h"

namespace meshgate::loader {
namespace {

using Examples = std::vector<resource::ObjectPtr>;

// All that the plugins say of one object.
struct Answer {
  DescribedRoute route;
  std::vector<References> references;  // of the object, or of each of its listeners
  Built<ir::Filter> filter;
  Built<ir::InfrastructureParameters> parameters;
  std::vector<Built<ir::ListenerTls>> listeners;
  Targets targets;
  Built<ir::PolicyFragment> policy;
  std::optional<std::string> group;
  friend bool operator==(const Answer&, const Answer&) = default;
};

// The listeners of a Gateway whose protocols plugins describe.
std::vector<std::pair<const ListenerKind*, resource::Node>> ListenersOf(
    const Registry& registry, const resource::Object& object) {
  std::vector<std::pair<const ListenerKind*, resource::Node>> listeners;
  if (object.id().kind != resource::kGateway) return listeners;
  for (const resource::Node listener : object.spec()["listeners"].items()) {
    const ListenerKind* const kind = registry.FindListenerKind(listener["protocol"].text());
    if (kind != nullptr) listeners.emplace_back(kind, listener);
  }
  return listeners;
}

// What the references lead to if the examples are all that there is, and every Secret is as it
// should be. Nothing when one leads nowhere.
std::optional<std::vector<Found>> Resolve(const resource::Object& from, const Examples& examples,
                                          const std::vector<ir::Reference>& references,
                                          const std::vector<ir::KindName>& reads) {
  std::vector<Found> found;
  for (const ir::Reference& reference : references) {
    const ir::ObjectName& name = reference.object;
    const resource::ObjectId id{resource::Kind::Of(name.group, name.kind),
                                name.ns.empty() ? from.id().ns : name.ns, name.name};
    if (std::find(reads.begin(), reads.end(), ir::KindName{name.group, name.kind}) == reads.end()) {
      return std::nullopt;
    }
    const auto object = std::find_if(examples.begin(), examples.end(),
                                     [&](const auto& each) { return each->id() == id; });
    if (id.kind == resource::kSecret) {
      found.push_back({nullptr, true});
    } else if (object != examples.end()) {
      found.push_back({&**object, false});
    } else {
      return std::nullopt;
    }
  }
  return found;
}

template <typename Kind>
auto AskToBuild(const Kind& kind, const Subject& subject, const Examples& examples,
                std::vector<References>& references) {
  References& said = references.emplace_back();
  if (!kind.spec.reads.empty()) said = CallReferences(kind, subject);
  const auto found = Resolve(subject.object, examples, said.fragment, kind.spec.reads);
  using Answer = decltype(CallBuild(kind, subject, *found));
  return said.issues.empty() && found ? CallBuild(kind, subject, *found) : Answer();
}

Answer Ask(const Registry& registry, const Examples& examples, const resource::Object& object) {
  Answer answer;
  if (const RouteKind* const kind = registry.FindRouteKind(object.id().kind)) {
    answer.route = CallDescribe(*kind, object);
  }
  if (const FilterKind* const kind = registry.FindFilterKind(object.id().kind)) {
    answer.filter = AskToBuild(*kind, object, examples, answer.references);
  }
  if (const ParametersKind* const kind = registry.FindParametersKind(object.id().kind)) {
    answer.parameters = AskToBuild(*kind, object, examples, answer.references);
  }
  if (const PolicyKind* const kind = registry.FindPolicyKind(object.id().kind)) {
    answer.targets = CallTargets(*kind, object);
    answer.policy = AskToBuild(*kind, object, examples, answer.references);
  }
  for (const auto& [kind, listener] : ListenersOf(registry, object)) {
    answer.listeners.push_back(
        AskToBuild(*kind, Subject(object, listener), examples, answer.references));
  }
  if (registry.membership() != nullptr) {
    answer.group = CallMembership(*registry.membership(), object);
  }
  return answer;
}

bool IsVersion(const std::string& text) {
  return std::count(text.begin(), text.end(), '.') == 2 && text.front() != '.' &&
         text.back() != '.' && text.find("..") == std::string::npos &&
         plugin::ConsistsOf(text, [](char c) { return plugin::IsDigit(c) || c == '.'; });
}

void CheckFacts(const Plugin& plugin, std::vector<std::string>& breaches) {
  if (!IsVersion(plugin.version)) {
    breaches.push_back("its version \"" + plugin.version +
                       "\" is not three numbers; write one such as 0_1_0 in MESHGATE_PLUGIN");
  }
  if (plugin.roles.empty()) {
    breaches.emplace_back("it registers no role; add one in its Register function");
  }
}

void CheckKinds(const Registry& registry, const Examples& examples,
                std::vector<std::string>& breaches) {
  const auto check = [&](resource::Kind kind) {
    const bool found = std::any_of(examples.begin(), examples.end(),
                                   [&](const auto& object) { return object->id().kind == kind; });
    if (found) return;
    breaches.push_back("there is no example of " + resource::ToString(kind) + "; add one");
  };
  for (const RouteKind& kind : registry.route_kinds()) check(kind.kind);
  for (const FilterKind& kind : registry.filter_kinds()) check(kind.kind);
  for (const ParametersKind& kind : registry.parameters_kinds()) check(kind.kind);
  for (const PolicyKind& kind : registry.policy_kinds()) check(kind.kind);
}

// What is never built is not tested; and what a plugin refers to without reading it is never there.
template <typename Kind>
void CheckReferences(const Kind& kind, const Examples& examples,
                     std::vector<std::string>& breaches) {
  bool referred = false, built = false;
  for (const resource::ObjectPtr& object : examples) {
    if (object->id().kind != kind.kind) continue;
    const References said = CallReferences(kind, *object);
    if (said.fragment.empty()) continue;
    referred = true;
    built |= Resolve(*object, examples, said.fragment, kind.spec.reads).has_value();
    if (!kind.spec.reads.empty()) continue;
    breaches.push_back("it returns references of " + resource::ToString(object->id()) +
                       ", but reads no kind, so that none is followed; let spec() name the kinds");
    return;
  }
  if (!referred || built) return;
  breaches.push_back("no example of " + resource::ToString(kind.kind) +
                     " is built, because what they refer to is not among the examples; add it");
}

void CheckProtocols(const Registry& registry, const Examples& examples,
                    std::vector<std::string>& breaches) {
  std::set<std::string, std::less<>> found;
  for (const resource::ObjectPtr& object : examples) {
    for (const auto& [kind, listener] : ListenersOf(registry, *object)) {
      found.emplace(listener["protocol"].text());
    }
  }
  for (const ListenerKind& kind : registry.listener_kinds()) {
    for (const ir::ListenerProtocol& protocol : kind.spec.protocols) {
      if (found.contains(protocol.name)) continue;
      breaches.push_back("there is no example of a Gateway with a listener of protocol " +
                         protocol.name + "; add one");
    }
  }
}

void CheckAnswer(const resource::Object& object, const Answer& answer,
                 std::vector<std::string>& breaches) {
  const auto check = [&](const std::vector<Issue>& issues) {
    for (const Issue& issue : issues) {
      if (issue.reason == kPluginFailed) breaches.push_back(issue.message);
    }
  };
  check(answer.route.issues);
  check(answer.filter.issues);
  check(answer.parameters.issues);
  check(answer.targets.issues);
  check(answer.policy.issues);
  for (const std::vector<Issue>& issues : answer.route.rule_issues) check(issues);
  for (const References& references : answer.references) check(references.issues);
  for (const Built<ir::ListenerTls>& listener : answer.listeners) check(listener.issues);
}

// Two threads ask about every object at once, one of them in the opposite order, twice.
void CheckPurity(const Registry& registry, const Examples& examples,
                 const std::vector<Answer>& expected, std::vector<std::string>& breaches) {
  std::array<std::vector<char>, 2> differs;
  const auto ask_all = [&](std::vector<char>& into, bool backwards) {
    into.assign(examples.size(), false);
    for (size_t i = 0; i < 2 * examples.size(); ++i) {
      const size_t nth = i % examples.size();
      const size_t at = backwards ? examples.size() - 1 - nth : nth;
      if (!(Ask(registry, examples, *examples[at]) == expected[at])) into[at] = true;
    }
  };
  std::thread other([&] { ask_all(differs[1], /*backwards=*/true); });
  ask_all(differs[0], /*backwards=*/false);
  other.join();
  for (size_t i = 0; i < examples.size(); ++i) {
    if (!differs[0][i] && !differs[1][i]) continue;
    breaches.push_back("its answers about " + resource::ToString(examples[i]->id()) +
                       " differ from call to call; let them depend on the object alone");
  }
}

}  // namespace

std::vector<std::string> FindBreaches(const Registry& registry, const Examples& examples) {
  std::vector<std::string> breaches;
  for (const Plugin& plugin : registry.plugins()) CheckFacts(plugin, breaches);
  CheckKinds(registry, examples, breaches);
  CheckProtocols(registry, examples, breaches);
  const auto check_references = [&](const auto& kinds) {
    for (const auto& kind : kinds) CheckReferences(kind, examples, breaches);
  };
  check_references(registry.filter_kinds());
  check_references(registry.parameters_kinds());
  check_references(registry.policy_kinds());
  std::vector<Answer> answers;
  for (const resource::ObjectPtr& object : examples) {
    answers.push_back(Ask(registry, examples, *object));
    CheckAnswer(*object, answers.back(), breaches);
  }
  CheckPurity(registry, examples, answers, breaches);
  return breaches;
}

}  // namespace meshgate::loader
