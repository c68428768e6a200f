#include "core/loader/contract.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <thread>

#include "core/loader/call_plugin.h"
#include "core/plugin/syntax.h"
#include "core/resource/kind.h"
#include "core/resource/object_id.h"

namespace meshgate::loader {
namespace {

using Examples = std::vector<resource::ObjectPtr>;

// All that the plugins say of one object.
struct Answer {
  DescribedRoute route;
  std::optional<std::string> group;
  friend bool operator==(const Answer&, const Answer&) = default;
};

Answer Ask(const Registry& registry, const resource::Object& object) {
  Answer answer;
  if (const RouteKind* const kind = registry.FindRouteKind(object.id().kind)) {
    answer.route = CallDescribe(*kind, object);
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
  for (const RouteKind& kind : registry.route_kinds()) {
    const bool found = std::any_of(examples.begin(), examples.end(), [&](const auto& object) {
      return object->id().kind == kind.kind;
    });
    if (found) continue;
    breaches.push_back("there is no example of " + resource::ToString(kind.kind) + "; add one");
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
  for (const std::vector<Issue>& issues : answer.route.rule_issues) check(issues);
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
      if (!(Ask(registry, *examples[at]) == expected[at])) into[at] = true;
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
  std::vector<Answer> answers;
  for (const resource::ObjectPtr& object : examples) {
    answers.push_back(Ask(registry, *object));
    CheckAnswer(*object, answers.back(), breaches);
  }
  CheckPurity(registry, examples, answers, breaches);
  return breaches;
}

}  // namespace meshgate::loader
