#include "core/pipeline/testing/dump.h"

#include <algorithm>
#include <variant>

#include "absl/strings/str_join.h"
#include "core/pipeline/rule_dump.h"
#include "core/resource/json.h"

namespace meshgate::pipeline::world {
namespace {

std::string Text(const FrontendId& id) { return ToString(id.parent) + " #" + id.section; }
std::string Text(const HostId& id) { return Text(id.frontend) + " " + id.hostname; }
std::string Text(const PortId& id) { return ToString(id.proxy) + " :" + std::to_string(id.port); }
std::string Text(const BackendId& id) {
  return "Service " + id.ns + "/" + id.service + " :" + std::to_string(id.port);
}

std::string Json(const resource::Value& value) {
  std::string text;
  resource::EncodeJson(value, text);
  return text;
}

void DumpConditions(const std::string& subject, const std::vector<status::Condition>& conditions,
                    Lines& lines) {
  for (const status::Condition& condition : conditions) {
    lines.push_back("status " + subject + " " + condition.type + "=" +
                    std::string(ToString(condition.status)) + " " + condition.reason + ": " +
                    condition.message);
  }
}

struct StatusDumper {
  const std::string subject;
  Lines& lines;

  void operator()(const status::GatewayClassStatus& status) {
    DumpConditions(subject, status.conditions, lines);
    for (const std::string& feature : status.supported_features) {
      lines.push_back("status " + subject + " supports " + feature);
    }
  }
  void operator()(const status::GatewayStatus& status) {
    DumpConditions(subject, status.conditions, lines);
    for (const status::Address& address : status.addresses) {
      lines.push_back("status " + subject + " " + address.type + " " + address.value);
    }
    for (const status::ListenerStatus& listener : status.listeners) {
      const std::string name = subject + " #" + listener.name;
      for (const Kind kind : listener.supported_kinds) {
        lines.push_back("status " + name + " takes " + ToString(kind));
      }
      lines.push_back("status " + name + " has attachedRoutes " +
                      std::to_string(listener.attached_routes));
      DumpConditions(name, listener.conditions, lines);
    }
  }
  void operator()(const status::RouteStatus& status) { DumpParents("parent", status.parents); }
  void operator()(const status::PolicyStatus& status) { DumpParents("on", status.ancestors); }

  void DumpParents(const std::string& noun, const std::vector<status::ParentStatus>& parents) {
    for (const status::ParentStatus& parent : parents) {
      const ir::ObjectName& name = parent.ref.object;
      DumpConditions(subject + " " + noun + " " + name.ns + "/" + name.name + " #" +
                         parent.ref.section_name + " :" + std::to_string(parent.ref.port),
                     parent.conditions, lines);
    }
  }
};

void DumpStatuses(const Tables& tables, Lines& lines) {
  tables.statuses.ForEach([&](const ObjectId& id, const status::Document& document) {
    const std::string subject = ToString(id);
    lines.push_back("status " + subject + " of " + document.api_version + " generation " +
                    std::to_string(document.observed_generation));
    std::visit(StatusDumper{subject, lines}, document.status);
  });
}

void DumpEntries(const Tables& tables, Lines& lines) {
  tables.entries.ForEach([&](const EntryId& id, const Entry& entry) {
    lines.push_back("entry " + Text(id.port) + " " + id.domain + " -> " + Text(entry.host));
  });
}

void DumpHosts(const Tables& tables, Lines& lines) {
  tables.hosts.ForEach([&](const HostId& id, const Host& host) {
    const std::string subject = "host " + Text(id);
    lines.push_back(subject);
    for (const HostRule& rule : host.rules) {
      const ObjectId& route = host.routes[rule.route];
      const ir::Rule& described = tables.described.Peek(route)->route.rules[rule.rule];
      const ResolvedRule& resolved = tables.routes.Peek(route)->rules[rule.rule];
      lines.push_back(subject + " " + ToString(route) + " rule " + std::to_string(rule.rule) + " " +
                      Json(DumpMatch(described.matches[rule.match])) + " " +
                      Json(DumpAction(described, resolved)));
    }
  });
}

void DumpL4Services(const Tables& tables, Lines& lines) {
  tables.l4.ForEach([&](const HostId& id, const L4Service& service) {
    lines.push_back("l4 " + Text(id) + " " + Json(DumpL4(service)));
  });
}

void DumpAttachments(const Tables& tables, Lines& lines) {
  tables.routes.ForEach([&](const ObjectId& id, const ResolvedRoute& route) {
    for (const Attachment& attachment : route.attachments) {
      std::string line = "attached " + ToString(id) + " " + Text(attachment.frontend);
      for (const std::string& hostname : attachment.hostnames) line += " " + hostname;
      lines.push_back(line);
    }
    for (const ResolvedRule& rule : route.rules) {
      std::string line = "resolved " + ToString(id) + (rule.refused ? " refused" : "") +
                         (rule.filters ? " filtered" : "");
      for (const auto& backend : rule.backends) line += backend ? " " + Text(*backend) : " none";
      for (const auto& mirror : rule.mirrors) line += mirror ? " =" + Text(*mirror) : " =none";
      lines.push_back(line);
    }
  });
}

void DumpSockets(const Tables& tables, Lines& lines) {
  tables.listeners.ForEach([&](const PortId& id, const PortListener& listener) {
    lines.push_back("listener " + Text(id) + " " + absl::StrJoin(listener.addresses, " ") + " :" +
                    std::to_string(listener.bind_port));
    for (const PortListener::Chain& chain : listener.chains) {
      std::string line = "chain " + Text(id) + " " + chain.protocol.name + " " + Text(chain.host);
      for (const ObjectId& secret : chain.certificates) line += " " + ToString(secret);
      lines.push_back(line);
    }
  });
  tables.listener_hashes.ForEach([&](const FrontendId& id, const base::Hash128& hash) {
    lines.push_back("hash " + Text(id) + " " + hash.ToHex());
  });
  tables.infra.ForEach([&](const ObjectId& id, const Infrastructure& infra) {
    std::string line = "infra " + ToString(id);
    for (const Infrastructure::Port& port : infra.ports) {
      line += " " + std::to_string(port.number);
    }
    lines.push_back(line);
    lines.push_back("infra " + ToString(id) + " of " + infra.gateway_class + " " + infra.uid +
                    " replicas " + std::to_string(infra.parameters.replicas.value_or(0)));
    for (const std::string& address : infra.addresses) {
      lines.push_back("infra " + ToString(id) + " wants " + address);
    }
    for (const auto& [key, value] : infra.labels) {
      lines.push_back("infra " + ToString(id) + " label " + key + "=" + value);
    }
    for (const auto& [key, value] : infra.parameters.pod_labels) {
      lines.push_back("infra " + ToString(id) + " pod label " + key + "=" + value);
    }
  });
  tables.clusters.ForEach([&](const ClusterId& id, const Cluster& cluster) {
    lines.push_back("cluster " + ToString(id.proxy) + " " + Text(id.backend) + " " +
                    cluster.app_protocol +
                    (cluster.connect_timeout
                         ? " within " + std::to_string(cluster.connect_timeout->count())
                         : ""));
  });
}

void DumpPolicies(const Tables& tables, Lines& lines) {
  tables.frontend_policies.ForEach([&](const FrontendId& id, const ir::PolicyFragment& policy) {
    std::string line = "policy " + Text(id);
    for (const ir::HeaderValue& header : policy.response_headers.set) line += " " + header.value;
    lines.push_back(line);
  });
}

void DumpCertificates(const Tables& tables, Lines& lines) {
  tables.certificates.ForEach([&](const ObjectId& id, const Certificate& certificate) {
    lines.push_back("certificate " + ToString(id) + " " +
                    (certificate.pair ? certificate.pair->hash.ToHex() : "none") + " " +
                    (certificate.problem ? certificate.problem->message : ""));
  });
  tables.listener_tls.ForEach([&](const FrontendId& id, const ListenerTls& tls) {
    std::string line = "tls " + Text(id);
    for (const ObjectId& secret : tls.certificates) line += " " + ToString(secret);
    lines.push_back(line);
  });
}

// Whether the line has the name as a whole: "n1/r1" is not in "n1/r10".
bool Contains(const std::string& line, const std::string& name) {
  for (size_t at = line.find(name); at != std::string::npos; at = line.find(name, at + 1)) {
    const size_t end = at + name.size();
    if (end == line.size() || line[end] == ' ' || line[end] == ':' || line[end] == ';') return true;
  }
  return false;
}

}  // namespace

Lines Dump(const Tables& tables) {
  Lines lines;
  DumpStatuses(tables, lines);
  DumpEntries(tables, lines);
  DumpHosts(tables, lines);
  DumpL4Services(tables, lines);
  DumpAttachments(tables, lines);
  DumpSockets(tables, lines);
  DumpPolicies(tables, lines);
  DumpCertificates(tables, lines);
  return lines;
}

Lines Without(const Lines& lines, const std::vector<std::string>& names) {
  Lines kept;
  for (const std::string& line : lines) {
    const bool named = std::any_of(names.begin(), names.end(),
                                   [&](const std::string& name) { return Contains(line, name); });
    if (!named) kept.push_back(line);
  }
  return kept;
}

std::string FirstDifference(const Lines& actual, const Lines& expected) {
  const auto [a, e] = std::mismatch(actual.begin(), actual.end(), expected.begin(), expected.end());
  if (a == actual.end() && e == expected.end()) return "";
  return "got \"" + (a == actual.end() ? std::string("(nothing)") : *a) + "\", expected \"" +
         (e == expected.end() ? std::string("(nothing)") : *e) + "\"";
}

}  // namespace meshgate::pipeline::world
