#include "core/pipeline/testing/policy_oracle.h"

#include <algorithm>
#include <tuple>
#include <variant>

#include "core/resource/well_known.h"

namespace meshgate::pipeline::world {
namespace {

using std::string;

ObjectId IdOf(const TargetSpec& target, const string& ns) {
  const string group(target.kind == "Gateway" ? resource::kGatewayApiGroup : "");
  return {Kind::Of(group, target.kind), ns, target.name};
}

string Text(const ObjectId& object, const string& section) {
  return ToString(object) + " #" + section;
}

bool IsOlder(const PolicySpec& a, const PolicySpec& b) {
  return std::tie(a.created, a.name) < std::tie(b.created, b.name);
}

}  // namespace

string PolicyOracle::FindWrong() {
  CheckClusters();
  CheckFrontends();
  world_.ForEach<PolicySpec>([&](const PolicySpec& policy) { CheckStatus(policy); });
  return wrong_;
}

void PolicyOracle::Expect(bool holds, const string& what) {
  if (!holds && wrong_.empty()) wrong_ = what;
}

bool PolicyOracle::IsUsable(const PolicySpec& policy) const {
  const bool found = policy.from.empty() || world_.Find<ValueSpec>({resource::kConfigMap, policy.ns,
                                                                    policy.from}) != nullptr;
  return found && !policy.refused && !policy.plugin_throws;
}

string PolicyOracle::ValueOf(const PolicySpec& policy) const {
  if (policy.from.empty()) return policy.header;
  const auto* value = world_.Find<ValueSpec>({resource::kConfigMap, policy.ns, policy.from});
  return value->given ? value->value : "";
}

const PolicySpec* PolicyOracle::Winner(const string& kind, const ObjectId& object,
                                       const string& section) const {
  const PolicySpec* winner = nullptr;
  world_.ForEach<PolicySpec>([&](const PolicySpec& policy) {
    if (policy.kind != kind || !IsUsable(policy)) return;
    const bool targets = std::any_of(
        policy.targets.begin(), policy.targets.end(), [&](const TargetSpec& target) {
          return IdOf(target, policy.ns) == object && target.section == section;
        });
    if (targets && (winner == nullptr || IsOlder(policy, *winner))) winner = &policy;
  });
  return winner;
}

const PolicySpec* PolicyOracle::InForce(const string& kind, const ObjectId& object,
                                        const string& section) const {
  const PolicySpec* const of_section = Winner(kind, object, section);
  return of_section != nullptr ? of_section : Winner(kind, object, "");
}

void PolicyOracle::CheckClusters() {
  tables_.clusters.ForEach([&](const ClusterId& id, const Cluster& cluster) {
    int expected = 0;
    for (const char* const kind : {"OtherPolicy", "TestPolicy"}) {
      const PolicySpec* const policy =
          InForce(kind, {resource::kService, id.backend.ns, id.backend.service},
                  "p" + std::to_string(id.backend.port));
      if (policy != nullptr && policy->connect_milliseconds != 0) {
        expected = policy->connect_milliseconds;
      }
    }
    const auto actual = cluster.connect_timeout.value_or(std::chrono::milliseconds(0));
    Expect(actual.count() == expected, id.backend.ns + "/" + id.backend.service +
                                           " has a connect timeout of " +
                                           std::to_string(actual.count()) + ", not " +
                                           std::to_string(expected));
  });
}

void PolicyOracle::CheckFrontends() {
  tables_.placements.ForEach([&](const FrontendId& id, const Placement&) {
    string expected;
    for (const char* const kind : {"OtherPolicy", "TestPolicy"}) {
      const PolicySpec* const policy = InForce(kind, id.parent, id.section);
      if (policy != nullptr && !ValueOf(*policy).empty()) expected += " " + ValueOf(*policy);
    }
    string actual;
    if (const ir::PolicyFragment* const policy = tables_.frontend_policies.Peek(id)) {
      for (const ir::HeaderValue& header : policy->response_headers.set) {
        actual += " " + header.value;
      }
    }
    Expect(actual == expected, Text(id.parent, id.section) + " sets the headers" + actual +
                                   ", not" + expected);
  });
}

string PolicyOracle::FindMissing(const ObjectId& object, const string& section) const {
  bool has_section = section.empty();
  if (object.kind == resource::kService) {
    const auto* const service = world_.Find<ServiceSpec>(object);
    if (service == nullptr) return "TargetNotFound";
    for (const int port : service->ports) has_section |= section == "p" + std::to_string(port);
  } else if (object.kind == resource::kGateway) {
    const auto* const gateway = world_.Find<GatewaySpec>(object);
    if (gateway == nullptr) return "TargetNotFound";
    for (const ListenerSpec& listener : gateway->listeners) has_section |= section == listener.name;
  } else {
    return "Invalid";
  }
  return has_section ? "" : "TargetNotFound";
}

std::set<string> PolicyOracle::AncestorsOf(const ObjectId& object, const string& section) const {
  std::set<string> ancestors;
  if (object.kind == resource::kService) {
    tables_.clusters.ForEach([&](const ClusterId& id, const Cluster&) {
      if (id.backend.ns != object.ns || id.backend.service != object.name) return;
      const bool hit = section.empty() || section == "p" + std::to_string(id.backend.port);
      if (hit) ancestors.insert(Text(id.proxy, ""));
    });
  }
  if (ancestors.empty()) ancestors.insert(Text(object, section));
  return ancestors;
}

void PolicyOracle::AddReasons(const PolicySpec& policy, const TargetSpec& target,
                              Reasons& reasons) const {
  const ObjectId object = IdOf(target, policy.ns);
  const auto add = [&](const string& ancestor, const string& reason) {
    string& said = reasons[ancestor];
    if (said.empty() || said == "Accepted") said = reason;
  };
  const bool is_foreign = world_.Find<GatewaySpec>(object) != nullptr &&
                          tables_.gateways.Peek(object) == nullptr;
  if (is_foreign) return;
  if (const string missing = FindMissing(object, target.section); !missing.empty()) {
    return add(Text(object, target.section), missing);
  }
  string reason = "Accepted";
  if (policy.plugin_throws) {
    reason = "PluginFailed";
  } else if (!IsUsable(policy)) {
    reason = "Invalid";
  } else if (Winner(policy.kind, object, target.section) != &policy) {
    reason = "Conflicted";
  }
  for (const string& ancestor : AncestorsOf(object, target.section)) add(ancestor, reason);
}

void PolicyOracle::CheckStatus(const PolicySpec& policy) {
  Reasons expected, actual;
  for (const TargetSpec& target : policy.targets) AddReasons(policy, target, expected);
  const ObjectId id = world::IdOf(Spec(policy));
  if (const status::Document* const document = tables_.statuses.Peek(id)) {
    for (const auto& ancestor : std::get<status::PolicyStatus>(document->status).ancestors) {
      const ir::ObjectName& name = ancestor.ref.object;
      actual[Text({Kind::Of(name.group, name.kind), name.ns, name.name},
                  ancestor.ref.section_name)] = ancestor.conditions.at(0).reason;
    }
  }
  const auto text = [](const Reasons& reasons) {
    string out;
    for (const auto& [ancestor, reason] : reasons) out += " " + ancestor + "=" + reason;
    return out;
  };
  Expect(actual == expected,
         "the status of " + ToString(id) + " says" + text(actual) + ", not" + text(expected));
}

}  // namespace meshgate::pipeline::world
