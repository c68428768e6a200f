#include <string>
#include <utility>
#include <variant>

#include "controllers/cli/descriptions.h"

namespace meshgate::cli {

using resource::Value;

namespace {

std::string At(const std::string& section) { return section.empty() ? "" : " #" + section; }

}  // namespace

Value DescribePolicy(const LoadedFiles& files, const loader::PolicyKind& kind,
                     const resource::ObjectId& id) {
  const pipeline::Tables& tables = files.translator.tables();
  Value out = NewDescription(id);
  SetPlugin(files.registry, kind.plugin, out);
  Value& targets = out.Set("targets", Value::List());
  for (const pipeline::DescribedPolicy::Target& target : tables.policies.Peek(id)->targets) {
    targets.items.push_back(Value::String(ToString(target.object) + At(target.section)));
  }
  Value& ancestors = out.Set("ancestors", Value::List());
  const status::Document* const document = tables.statuses.Peek(id);
  if (document == nullptr) return out;  // other controllers serve its targets
  for (const auto& ancestor : std::get<status::PolicyStatus>(document->status).ancestors) {
    const ir::ObjectName& name = ancestor.ref.object;
    const resource::ObjectId object{resource::Kind::Of(name.group, name.kind), name.ns, name.name};
    Value& map = ancestors.items.emplace_back(Value::Map());
    map.Set("object", Value::String(ToString(object) + At(ancestor.ref.section_name)));
    map.Set("conditions", ToValue(ancestor.conditions));
  }
  return out;
}

void SetPolicies(const LoadedFiles& files, const resource::ObjectId& object, Value& out) {
  Value policies = Value::List();
  for (const loader::PolicyKind& kind : files.registry.policy_kinds()) {
    const auto* const in_force =
        files.translator.tables().policies_in_force.Peek({kind.kind, object});
    if (in_force == nullptr) continue;
    for (const auto& [section, policy] : in_force->by_section) {
      const std::string on = section.empty() ? "" : " on";
      policies.items.push_back(Value::String(ToString(policy) + on + At(section)));
    }
  }
  if (!policies.items.empty()) out.Set("policies", std::move(policies));
}

}  // namespace meshgate::cli
