#include "controllers/explain/explain.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/str_join.h"
#include "controllers/explain/match.h"
#include "controllers/explain/normal_path.h"
#include "controllers/explain/others.h"
#include "core/attach/hostname.h"
#include "core/base/status_macros.h"
#include "core/resource/object_id.h"
#include "core/resource/well_known.h"

namespace meshgate::explain {
namespace {

using pipeline::HostId;
using pipeline::ObjectId;
using pipeline::PortId;
using pipeline::Tables;

// The most specific hostname of the port that covers the host.
std::optional<HostId> FindHost(const Tables& tables, const PortId& port, const std::string& host) {
  for (std::string domain = host; !domain.empty(); domain = attach::Wider(domain)) {
    const pipeline::Entry* const entry = tables.entries.Peek({port, domain});
    if (entry != nullptr && entry->traffic == ir::Traffic::kHttp) return entry->host;
  }
  return std::nullopt;
}

absl::Status CheckGateway(const Tables& tables, const std::string& gateway) {
  std::vector<std::string> names;
  tables.gateways.ForEach(
      [&](const ObjectId& id, const pipeline::Gateway&) { names.push_back(NamespacedName(id)); });
  if (gateway.empty() || std::count(names.begin(), names.end(), gateway) > 0) {
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(
      "there is no Gateway \"" + gateway + "\"" +
      (names.empty() ? "; there is none at all" : "; there are: " + absl::StrJoin(names, ", ")));
}

// The Gateway's port that the request goes to; none when nothing listens.
absl::StatusOr<std::optional<PortId>> FindPort(const Tables& tables, const Request& request,
                                               const std::string& gateway) {
  MG_RETURN_IF_ERROR(CheckGateway(tables, gateway));
  std::vector<PortId> listening;
  tables.listeners.ForEach([&](const PortId& id, const pipeline::PortListener&) {
    if (id.port != request.port) return;
    if (gateway.empty() || NamespacedName(id.proxy) == gateway) listening.push_back(id);
  });
  if (listening.empty()) return std::optional<PortId>();
  std::vector<PortId> serving;
  std::copy_if(listening.begin(), listening.end(), std::back_inserter(serving),
               [&](const PortId& id) { return FindHost(tables, id, HostOf(request)).has_value(); });
  if (serving.size() < 2) return serving.empty() ? listening.front() : serving.front();
  const std::string names = absl::StrJoin(
      serving, ", ",
      [](std::string* out, const PortId& id) { out->append(NamespacedName(id.proxy)); });
  return absl::InvalidArgumentError("several Gateways serve " + HostOf(request) + " on port " +
                                    std::to_string(request.port) + ": " + names +
                                    "; choose one with --gateway");
}

std::string ListenedPorts(const Tables& tables) {
  std::set<int> ports;
  tables.listeners.ForEach(
      [&](const PortId& id, const pipeline::PortListener&) { ports.insert(id.port); });
  return ports.empty() ? "there is no listener"
                       : "ports with listeners: " + absl::StrJoin(ports, ", ");
}

// What the proxy answers before it looks for a route. True if it does.
bool AnswerBeforeRoutes(const Tables& tables, pipeline::EscapedSlashes slashes,
                        Explanation& out) {
  const ir::ListenerProtocol& protocol =
      tables.listeners.Peek(*out.port)->chains.front().protocol;
  const bool tls = out.request.scheme == "https";
  if (protocol.traffic != ir::Traffic::kHttp || protocol.ends_tls != tls) {
    out.answer.why =
        "no HTTP answer: the port speaks " + protocol.name + ", the request " + out.request.scheme;
    return true;
  }
  const auto underscore =
      std::find_if(out.request.headers.begin(), out.request.headers.end(),
                   [](const auto& header) { return header.first.find('_') != std::string::npos; });
  const std::optional<NormalTarget> normal = Normalise(out.request.target, slashes);
  if (underscore != out.request.headers.end()) {
    out.answer.status = 400;
    out.answer.why = "header names with \"_\" are refused: " + underscore->first;
  } else if (!normal) {
    out.answer.status = 400;
    out.answer.why = "the path has %00 or an escaped slash, which the proxies reject";
  } else if (normal->redirected) {
    out.answer.status = 307;
    out.answer.why = "the path has an escaped slash";
    out.answer.location = normal->target;
  } else {
    out.target = normal->target;
    return false;
  }
  return true;
}

class RuleFinder {
 public:
  RuleFinder(const Tables& tables, Explanation& out) : tables_(tables), out_(out) {}

  void Find() {
    const pipeline::Host& host = *tables_.hosts.Peek(*out_.host);
    Request request = out_.request;
    request.target = out_.target;
    for (size_t i = 0; i < host.rules.size(); ++i) {
      const pipeline::HostRule& rule = host.rules[i];
      const ObjectId& id = host.routes[rule.route];
      const pipeline::DescribedRoute& route = *tables_.described.Peek(id);
      const ir::Rule& described = route.route.rules[rule.rule];
      const ir::HttpMatch& match = described.matches[rule.match];
      Candidate candidate{id, rule.rule, rule.match, described.name, ToText(match)};
      if (auto why = Mismatch(match, request)) {
        out_.tried.push_back({std::move(candidate), *std::move(why)});
        continue;
      }
      const pipeline::ResolvedRoute& resolved = *tables_.routes.Peek(id);
      out_.answer =
          AnswerOf(request, {out_.host->hostname, *tables_.frontends.Peek(out_.host->frontend),
                             described, match, resolved.rules[rule.rule], resolved.unresolved,
                             route.refused_rules[rule.rule]});
      out_.chosen = std::move(candidate);
      out_.behind = host.rules.size() - i - 1;
      return;
    }
    out_.answer.status = 404;
    out_.answer.why = host.rules.empty() ? "no route serves this hostname" : "no rule matches";
  }

 private:
  const Tables& tables_;
  Explanation& out_;
};

}  // namespace

absl::StatusOr<Explanation> Explain(const Tables& tables, const Request& request,
                                    const std::string& gateway,
                                    pipeline::EscapedSlashes slashes) {
  Explanation out;
  out.request = request;
  MG_ASSIGN_OR_RETURN(out.port, FindPort(tables, request, gateway));
  if (!out.port) {
    out.answer.why = "no answer: nothing listens on port " + std::to_string(request.port) + "; " +
                     ListenedPorts(tables);
    return out;
  }
  if (AnswerBeforeRoutes(tables, slashes, out)) return out;
  out.host = FindHost(tables, *out.port, HostOf(request));
  if (out.host) {
    RuleFinder(tables, out).Find();
  } else {
    // A client asks for the host's name in its TLS handshake, too, and finds no certificate.
    const bool tls = request.scheme == "https";
    out.answer.status = tls ? 0 : 404;
    out.answer.why = (tls ? "no answer, since the TLS handshake fails: " : std::string()) +
                     "no listener of this port has a hostname that covers " + HostOf(request);
  }
  ExplainOthers(tables, out);
  return out;
}

}  // namespace meshgate::explain
