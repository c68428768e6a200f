#include "controllers/explain/text.h"

#include <cstdint>
#include <numeric>
#include <string_view>
#include <utility>

#include "core/base/printable.h"
#include "core/pipeline/backend_text.h"
#include "core/resource/object_id.h"

namespace meshgate::explain {
namespace {

std::string Line(std::string_view label, const std::string& text) {
  constexpr size_t kWidth = 11;
  std::string line(label);
  line.resize(kWidth, ' ');
  return line + base::Printable(text) + "\n";
}

std::string NameOf(const Candidate& candidate) {
  std::string text = ToString(candidate.route) + " rule " + std::to_string(candidate.rule);
  if (!candidate.name.empty()) text += " (" + candidate.name + ")";
  return text + " match " + std::to_string(candidate.match);
}

std::string PluginOf(const resource::Kind& kind, const loader::Registry& registry) {
  const loader::RouteKind* const route_kind = registry.FindRouteKind(kind);
  if (route_kind == nullptr) return "";
  for (const loader::Plugin& plugin : registry.plugins()) {
    if (plugin.name == route_kind->plugin) return plugin.name + " " + plugin.version;
  }
  return route_kind->plugin;
}

// "33.3%": tenths are enough to recognise the weights.
std::string Percent(uint64_t part, uint64_t whole) {
  const uint64_t tenths = (part * 1000 + whole / 2) / whole;
  const std::string text = std::to_string(tenths / 10);
  return (tenths % 10 == 0 ? text : text + "." + std::to_string(tenths % 10)) + "%";
}

void AppendList(const std::string& title, const std::vector<std::string>& items,
                std::string& text) {
  if (items.empty()) return;
  text += "\n" + title + "\n";
  for (const std::string& item : items) text += "  " + base::Printable(item) + "\n";
}

std::string Shares(const Answer& answer) {
  const uint64_t whole =
      std::accumulate(answer.shares.begin(), answer.shares.end(), uint64_t{0},
                      [](uint64_t sum, const Share& share) { return sum + share.weight; });
  std::string text;
  for (const Share& share : answer.shares) {
    const std::string who = share.backend ? ToString(*share.backend) : "500: " + share.problem;
    text += Line(text.empty() ? "answer" : "", Percent(share.weight, whole) + " " + who);
    for (const std::string& change : share.changes) text += Line("", "  " + change);
  }
  return text;
}

std::string AnswerText(const Answer& answer) {
  if (answer.status == 0 && answer.shares.empty()) return Line("answer", answer.why);
  if (answer.status == 0) return Shares(answer);
  std::string text = Line("answer", std::to_string(answer.status) + ": " + answer.why);
  if (!answer.location.empty()) text += Line("location", answer.location);
  return text;
}

std::string Head(const Explanation& explanation, const loader::Registry& registry) {
  const Request& request = explanation.request;
  std::string text = Line("request", request.method + " " + request.scheme + "://" +
                                         request.authority + request.target);
  if (!explanation.target.empty() && explanation.target != request.target) {
    text += Line("", "routes see " + explanation.target);
  }
  if (explanation.port) {
    text += Line("gateway", resource::NamespacedName(explanation.port->proxy) + " port " +
                                std::to_string(explanation.port->port));
  }
  if (explanation.host) {
    text += Line("listener", explanation.host->frontend.section);
    text += Line("hostname", explanation.host->hostname);
  }
  if (!explanation.chosen) return text;
  text += Line("route", NameOf(*explanation.chosen));
  text += Line("match", explanation.chosen->text);
  return text + Line("plugin", PluginOf(explanation.chosen->route.kind, registry));
}

std::string Way(const Explanation& explanation) {
  const Answer& answer = explanation.answer;
  std::string text;
  const auto add = [&](const std::string& change) {
    text += Line(text.empty() ? "changes" : "", change);
  };
  if (!answer.shares.empty()) {
    if (answer.target != explanation.target) add("rewrites the path to " + answer.target);
    if (answer.authority != explanation.request.authority) {
      add("rewrites the host to " + answer.authority);
    }
  }
  for (const std::string& change : answer.changes) add(change);
  return text;
}

}  // namespace

std::string ToText(const Explanation& explanation, const loader::Registry& registry) {
  std::string text =
      Head(explanation, registry) + Way(explanation) + AnswerText(explanation.answer);
  std::vector<std::string> tried;
  for (const FailedCandidate& failed : explanation.tried) {
    tried.push_back(NameOf(failed.candidate) + ", " + failed.candidate.text + ": " + failed.why);
  }
  AppendList("Tried before, in the order of precedence:", tried, text);
  if (explanation.behind > 0) {
    AppendList("Not tried:", {std::to_string(explanation.behind) + " matches of lower precedence"},
               text);
  }
  AppendList("Other listeners of the Gateway:", explanation.listeners, text);
  AppendList("Routes without a part in it:", explanation.routes, text);
  return text;
}

bool IsServed(const Explanation& explanation) {
  const Answer& answer = explanation.answer;
  return answer.status == 0 ? !answer.shares.empty() : answer.status < 400;
}

}  // namespace meshgate::explain
