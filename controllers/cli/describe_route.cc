#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "controllers/cli/descriptions.h"
#include "controllers/cli/endpoint_counts.h"
#include "core/attach/hostname.h"
#include "core/pipeline/rule_dump.h"
#include "core/resource/object_id.h"

namespace meshgate::cli {
namespace {

using pipeline::FrontendId;
using pipeline::ObjectId;
using resource::Value;

class RouteDescriber {
 public:
  RouteDescriber(const LoadedFiles& files, const ObjectId& id)
      : tables_(files.translator.tables()),
        id_(id),
        described_(*tables_.described.Peek(id)),
        resolved_(tables_.routes.Peek(id)) {}

  void AddParents(Value& out) const {
    if (!described_.route.hostnames.empty()) {
      Value& hostnames = out.Set("hostnames", Value::List());
      for (const std::string& name : described_.route.hostnames) {
        hostnames.items.push_back(Value::String(name));
      }
    }
    if (resolved_ == nullptr) {
      out.Set("parents", Value::String("none of them is served by meshgate"));
      return;
    }
    Value& parents = out.Set("parents", Value::List());
    for (const pipeline::ParentVerdict& verdict : resolved_->parents) {
      parents.items.push_back(DescribeParent(verdict));
    }
  }

  void AddRules(Value& out) const {
    Value& rules = out.Set("rules", Value::List());
    for (size_t i = 0; i < described_.route.rules.size(); ++i) {
      rules.items.push_back(DescribeRule(i));
    }
    if (resolved_ == nullptr || resolved_->unresolved.empty()) return;
    Value& problems = out.Set("unresolvedReferences", Value::List());
    for (const pipeline::Problem& problem : resolved_->unresolved) {
      problems.items.push_back(Value::String(problem.message));
    }
  }

  void AddEndpoints(const std::map<pipeline::BackendId, int>& counts, Value& out) const {
    if (resolved_ == nullptr) return;
    std::set<pipeline::BackendId> backends;
    for (const pipeline::ResolvedRule& rule : resolved_->rules) {
      for (const auto* refs : {&rule.backends, &rule.mirrors}) {
        for (const auto& backend : *refs) {
          if (backend) backends.insert(*backend);
        }
      }
    }
    if (backends.empty()) return;
    Value& endpoints = out.Set("endpoints", Value::Map());
    for (const pipeline::BackendId& id : backends) {
      const auto count = counts.find(id);
      endpoints.Set(resource::NamespacedName(id.ns, id.service) + ":" + std::to_string(id.port),
                    Value::Integer(count == counts.end() ? 0 : count->second));
    }
  }

 private:
  Value DescribeParent(const pipeline::ParentVerdict& verdict) const {
    Value out = Value::Map();
    out.Set("gateway", Value::String(NamespacedName(verdict.gateway)));
    const ir::ParentRef& ref = verdict.parent;
    if (!ref.section_name.empty()) out.Set("sectionName", Value::String(ref.section_name));
    if (ref.port != 0) out.Set("port", Value::Integer(ref.port));
    out.Set("conditions", ToValue(verdict.conditions));
    Value listeners = Value::List();
    const pipeline::Parent* const parent = tables_.parents.Peek(verdict.gateway);
    for (const auto& section : parent->sections) {
      if (!ref.section_name.empty() && ref.section_name != section.name) continue;
      if (ref.port != 0 && ref.port != section.port) continue;
      listeners.items.push_back(DescribeListener({verdict.gateway, section.name}, section.port));
    }
    if (!listeners.items.empty()) out.Set("listeners", std::move(listeners));
    return out;
  }

  Value DescribeListener(const FrontendId& id, int port) const {
    Value out = Value::Map();
    out.Set("listener", Value::String(id.section));
    out.Set("port", Value::Integer(port));
    const auto attachment =
        std::find_if(resolved_->attachments.begin(), resolved_->attachments.end(),
                     [&](const auto& candidate) { return candidate.frontend == id; });
    if (attachment == resolved_->attachments.end()) {
      out.Set("attached", Value::String("no: " + WhyNot(id)));
    } else if (attachment->ports.empty()) {
      out.Set("attached", Value::String("yes, but " + WhyNotServed(*tables_.frontends.Peek(id))));
    } else if (resolved_->traffic != ir::Traffic::kHttp) {
      const pipeline::L4Service* const l4 = tables_.l4.Peek({id, attachment->hostnames.front()});
      const bool serves = l4 != nullptr && l4->route == id_;
      out.Set("attached", Value::String(serves ? "yes" : "yes, but another route serves"));
    } else {
      AddHostnames(id, attachment->hostnames, out);
    }
    return out;
  }

  static std::string WhyNotServed(const pipeline::Frontend& frontend) {
    if (!frontend.not_accepted) return "the listener has no certificate to serve with";
    return "the listener is not accepted: " + frontend.not_accepted->message;
  }

  std::string WhyNot(const FrontendId& id) const {
    const pipeline::Frontend& frontend = *tables_.frontends.Peek(id);
    const auto& kinds = frontend.supported_kinds;
    if (std::find(kinds.begin(), kinds.end(), id_.kind) == kinds.end()) {
      return "it does not take routes of kind " + id_.kind.kind();
    }
    return "its hostname (" + frontend.hostname + ") or its allowed namespaces exclude the route";
  }

  // The hostnames under which the listener serves the route.
  void AddHostnames(const FrontendId& id, const std::vector<std::string>& attached,
                    Value& out) const {
    Value served = Value::List();
    Value elsewhere = Value::List();
    for (const std::string& hostname : attached) {
      const auto effective =
          attach::Intersect(tables_.frontends.Peek(id)->hostname, hostname).value_or(hostname);
      const bool owned = tables_.hosts.Peek({id, effective}) != nullptr;
      (owned ? served : elsewhere).items.push_back(Value::String(effective));
    }
    out.Set("attached", Value::String("yes"));
    if (!served.items.empty()) out.Set("serves", std::move(served));
    if (!elsewhere.items.empty()) {
      out.Set("takenByMoreSpecificListeners", std::move(elsewhere));
    }
  }

  Value DescribeRule(size_t index) const {
    const ir::Rule& rule = described_.route.rules[index];
    Value out = Value::Map();
    out.Set("rule", Value::Integer(static_cast<int64_t>(index)));
    if (!rule.name.empty()) out.Set("name", Value::String(rule.name));
    if (!rule.matches.empty()) {
      Value& matches = out.Set("matches", Value::List());
      for (const ir::HttpMatch& match : rule.matches) {
        matches.items.push_back(pipeline::DumpMatch(match));
      }
    }
    if (described_.refused_rules[index]) {
      out.Set("refused", Value::String(described_.refused_rules[index]->message));
    }
    if (resolved_ != nullptr) {
      out.Set("action", pipeline::DumpAction(rule, resolved_->rules[index]));
    }
    return out;
  }

  const pipeline::Tables& tables_;
  const ObjectId& id_;
  const pipeline::DescribedRoute& described_;
  const pipeline::ResolvedRoute* const resolved_;  // null: no parent is ours
};

}  // namespace

Value DescribeRoute(const LoadedFiles& files, const loader::RouteKind& kind, const ObjectId& id) {
  Value out = NewDescription(id);
  SetPlugin(files.registry, kind.plugin, out);
  const RouteDescriber describer(files, id);
  describer.AddParents(out);
  describer.AddRules(out);
  describer.AddEndpoints(CountEndpoints(files.batch), out);
  return out;
}

}  // namespace meshgate::cli
