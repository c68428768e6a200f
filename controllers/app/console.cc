#include "controllers/app/console.h"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <set>
#include <string>
#include <variant>

#include "absl/strings/str_join.h"
#include "core/base/printable.h"
#include "core/status/condition.h"

namespace meshgate::app {
namespace {

using status::Condition;

// What the conditions of one object say.
class Verdict {
 public:
  // `where` names the part that is meant, "" for the object itself. A `detail` is no part of the
  // summary: of it only what is wrong is told.
  void Add(const std::string& where, const std::vector<Condition>& conditions,
           bool detail = false) {
    for (const Condition& condition : conditions) {
      if (!status::IsGood(condition)) {
        const bool is_true = condition.status == status::ConditionStatus::kTrue;
        if (!detail) bad_.push_back((is_true ? "" : "not ") + condition.type);
        lines_.push_back(where + (where.empty() ? "" : ": ") + condition.type + "=" +
                         std::string(status::ToString(condition.status)) + " " + condition.reason +
                         ": " + condition.message);
      } else if (condition.status == status::ConditionStatus::kTrue && !detail) {
        good_.push_back(condition.type);
      }
    }
  }

  std::string Summary(bool color) const {
    std::vector<std::string> words;
    std::set<std::string> said;
    for (const std::string& type : good_) {
      const bool is_bad_elsewhere =
          std::find(bad_.begin(), bad_.end(), "not " + type) != bad_.end();
      if (is_bad_elsewhere || !said.insert(type).second) continue;
      words.push_back(Colored(color, Color::kGreen, type));
    }
    for (const std::string& word : bad_) {
      if (said.insert(word).second) words.push_back(Colored(color, Color::kRed, word));
    }
    return absl::StrJoin(words, " ");
  }

  const std::vector<std::string>& lines() const { return lines_; }

 private:
  std::vector<std::string> good_;  // in the order of the document, with repetitions
  std::vector<std::string> bad_;
  std::vector<std::string> lines_;
};

// "edge", with what tells it from other parents: "edge/http", "edge:8080".
std::string ParentName(const ir::ParentRef& ref) {
  return ref.object.name + (ref.section_name.empty() ? "" : "/" + ref.section_name) +
         (ref.port == 0 ? "" : ":" + std::to_string(ref.port));
}

struct Collect {
  Verdict& verdict;

  void operator()(const status::GatewayClassStatus& gateway_class) const {
    verdict.Add("", gateway_class.conditions);
  }
  void operator()(const status::GatewayStatus& gateway) const {
    verdict.Add("", gateway.conditions);
    for (const status::ListenerStatus& listener : gateway.listeners) {
      verdict.Add("listener " + listener.name, listener.conditions, /*detail=*/true);
    }
  }
  void operator()(const status::RouteStatus& route) const { AddParents(route.parents, "parent "); }
  void operator()(const status::PolicyStatus& policy) const { AddParents(policy.ancestors, ""); }

  void AddParents(const std::vector<status::ParentStatus>& parents, const std::string& noun) const {
    const bool several = parents.size() > 1;
    for (const status::ParentStatus& parent : parents) {
      verdict.Add(several ? noun + ParentName(parent.ref) : "", parent.conditions);
    }
  }
};

}  // namespace

bool WantsColor(int fd) {
  const char* no_color = std::getenv("NO_COLOR");
  return isatty(fd) == 1 && (no_color == nullptr || *no_color == '\0');
}

std::string Colored(bool wanted, Color color, std::string_view text) {
  if (!wanted || color == Color::kNone) return std::string(text);
  const char* code = color == Color::kGreen ? "32" : color == Color::kYellow ? "33" : "31";
  return std::string("\033[") + code + "m" + std::string(text) + "\033[0m";
}

std::string StateLines(const status::Document& document, const std::vector<std::string>& addresses,
                       bool color) {
  Verdict verdict;
  std::visit(Collect{verdict}, document.status);
  std::string text = resource::ToString(document.id) + "  " + verdict.Summary(color);
  if (!addresses.empty()) text += "  -> " + absl::StrJoin(addresses, ", ");
  text += "\n";
  for (const std::string& line : verdict.lines()) text += "    " + base::Printable(line) + "\n";
  return text;
}

std::string FindingLine(const provider::Finding& finding, bool color) {
  std::string label;
  switch (finding.severity) {
    case provider::Severity::kInfo:
      break;
    case provider::Severity::kWarning:
      label = Colored(color, Color::kYellow, "warning: ");
      break;
    case provider::Severity::kError:
      label = Colored(color, Color::kRed, "error: ");
      break;
  }
  return label + provider::ToString(finding) + "\n";
}

}  // namespace meshgate::app
