#include "controllers/explain/answer.h"

#include <chrono>
#include <string_view>
#include <utility>

#include "controllers/explain/normal_path.h"
#include "core/pipeline/backend_text.h"

namespace meshgate::explain {
namespace {

constexpr int kInternalServerError = 500;

std::string_view WithoutFinalSlash(std::string_view path) {
  while (path.ends_with('/')) path.remove_suffix(1);
  return path;
}

// HTTPPathModifier: a prefix is replaced as whole segments, and a path is never empty.
std::string Rewritten(const ir::PathRewrite& rewrite, const ir::PathMatch& match,
                      const std::string& target) {
  std::string path;
  if (rewrite.type == ir::PathRewriteType::kReplaceFullPath) {
    path = rewrite.value;
  } else {
    path = WithoutFinalSlash(rewrite.value);
    path.append(PathOf(target).substr(WithoutFinalSlash(match.value).size()));
  }
  if (path.empty()) path = "/";
  return path.append(QueryOf(target));
}

int WellKnownPort(std::string_view scheme) { return scheme == "https" ? 443 : 80; }

std::string LocationOf(const Request& request, const TakenRule& taken) {
  const ir::Redirect& redirect = *taken.rule.redirect;
  const std::string own_scheme = taken.frontend.protocol.ends_tls ? "https" : "http";
  const std::string scheme = redirect.scheme.empty() ? own_scheme : redirect.scheme;
  int port = redirect.port;
  if (port == 0) port = redirect.scheme.empty() ? taken.frontend.port : WellKnownPort(scheme);
  std::string host = redirect.hostname;
  if (host.empty()) {
    const bool wildcard = taken.hostname.front() == '*';
    host = wildcard ? std::string(WithoutPort(request.authority)) : taken.hostname;
  }
  if (port != WellKnownPort(scheme)) host += ":" + std::to_string(port);
  const std::string target =
      redirect.path ? Rewritten(*redirect.path, taken.match.path, request.target) : request.target;
  return scheme + "://" + host + target;
}

void AddModifier(const std::string& noun, const ir::HeaderModifier& modifier,
                 std::vector<std::string>& changes) {
  for (const std::string& name : modifier.remove) {
    changes.push_back("removes " + noun + " header " + name);
  }
  for (const ir::HeaderValue& header : modifier.set) {
    changes.push_back("sets " + noun + " header " + header.name + ": " + header.value);
  }
  for (const ir::HeaderValue& header : modifier.add) {
    changes.push_back("adds " + noun + " header " + header.name + ": " + header.value);
  }
}

void AddTimeout(const std::string& noun, const std::optional<std::chrono::milliseconds>& timeout,
                std::vector<std::string>& changes) {
  if (!timeout || timeout->count() == 0) return;
  changes.push_back("answers 504 when " + noun + " takes longer than " +
                    std::to_string(timeout->count()) + "ms");
}

// Of a reference that leads nowhere; empty for one that does not.
std::string FindProblem(const std::string& field,
                        const std::vector<pipeline::Problem>& unresolved) {
  for (const pipeline::Problem& problem : unresolved) {
    if (problem.message.starts_with(field + ": ")) return problem.message;
  }
  return "";
}

std::string ProblemOf(const std::string& field, const std::vector<pipeline::Problem>& unresolved) {
  const std::string problem = FindProblem(field, unresolved);
  return problem.empty() ? field + " leads nowhere" : problem;
}

std::string WhyRefused(const TakenRule& taken) {
  if (taken.refused) return ": " + taken.refused->message;
  for (const ir::Reference& filter : taken.rule.filters) {
    const std::string problem = FindProblem(filter.field, taken.unresolved);
    if (!problem.empty()) return ": " + problem;
  }
  return "";
}

void AddEnvoyFilters(const pipeline::ResolvedRule& resolved, std::vector<std::string>& changes) {
  if (!resolved.filters) return;
  for (const auto& filter : resolved.filters->envoy_filters) {
    changes.push_back("passes the Envoy filter of kind " + ToString(filter.kind) +
                      " first, which may answer itself");
  }
}

void AddMirrors(const TakenRule& taken, std::vector<std::string>& changes) {
  for (size_t i = 0; i < taken.rule.mirrors.size(); ++i) {
    const ir::Mirror& mirror = taken.rule.mirrors[i];
    const auto& backend = taken.resolved.mirrors[i];
    const std::string share = mirror.numerator >= mirror.denominator
                                  ? "every request"
                                  : std::to_string(mirror.numerator) + " of " +
                                        std::to_string(mirror.denominator) + " requests";
    changes.push_back(backend
                          ? "copies " + share + " to " + ToString(*backend)
                          : "copies nothing: " + ProblemOf(mirror.backend.field, taken.unresolved));
  }
}

void AddShares(const TakenRule& taken, Answer& answer) {
  bool any = false;
  for (size_t i = 0; i < taken.rule.backends.size(); ++i) {
    const ir::BackendRef& ref = taken.rule.backends[i];
    if (ref.weight == 0) continue;
    Share share{ref.weight, taken.resolved.backends[i], "", {}};
    if (!share.backend) share.problem = ProblemOf(ref.field, taken.unresolved);
    AddModifier("request", ref.request_headers, share.changes);
    AddModifier("response", ref.response_headers, share.changes);
    any |= share.backend.has_value();
    answer.shares.push_back(std::move(share));
  }
  if (any) return;
  answer.status = kInternalServerError;
  answer.why = answer.shares.empty() ? "the rule has no backend with a weight above 0"
                                     : answer.shares.front().problem;
}

void Forward(const Request& request, const TakenRule& taken, Answer& answer) {
  answer.authority = request.authority;
  answer.target = request.target;
  if (taken.rule.rewrite) {
    const ir::UrlRewrite& rewrite = *taken.rule.rewrite;
    if (!rewrite.hostname.empty()) answer.authority = rewrite.hostname;
    if (rewrite.path) answer.target = Rewritten(*rewrite.path, taken.match.path, request.target);
  }
  AddTimeout("the request", taken.rule.timeouts.request, answer.changes);
  AddTimeout("the backend", taken.rule.timeouts.backend_request, answer.changes);
  AddMirrors(taken, answer.changes);
  AddShares(taken, answer);
}

}  // namespace

Answer AnswerOf(const Request& request, const TakenRule& taken) {
  Answer answer;
  if (taken.resolved.refused) {
    answer.status = kInternalServerError;
    answer.why = "the rule is refused" + WhyRefused(taken);
    return answer;
  }
  AddEnvoyFilters(taken.resolved, answer.changes);
  AddModifier("request", RequestHeadersOf(taken.rule, taken.resolved), answer.changes);
  AddModifier("response", ResponseHeadersOf(taken.rule, taken.resolved), answer.changes);
  if (const auto& response = DirectResponseOf(taken.rule, taken.resolved)) {
    answer.status = response->status;
    answer.why = "the rule answers itself";
  } else if (taken.rule.redirect) {
    answer.status = taken.rule.redirect->status_code;
    answer.why = "the rule redirects";
    answer.location = LocationOf(request, taken);
  } else {
    Forward(request, taken, answer);
  }
  return answer;
}

}  // namespace meshgate::explain
