#include "core/pipeline/testing/reference_oracle.h"

#include <algorithm>

#include "core/resource/well_known.h"

namespace meshgate::pipeline::world {

using std::string;

bool ReferenceOracle::IsGranted(const string& from_kind, const string& from_ns, const string& kind,
               const string& ns, const string& name) const {
  bool granted = from_ns == ns;
  world_.ForEach<GrantSpec>([&](const GrantSpec& grant) {
    granted |= grant.ns == ns && grant.from_ns == from_ns && grant.from_kind == from_kind &&
               grant.to_kind == kind && (grant.to_name.empty() || grant.to_name == name);
  });
  return granted;
}

std::vector<ObjectId> ReferenceOracle::SecretsOf(const GatewaySpec& gateway,
                                                 const ListenerSpec& listener) const {
  std::vector<ObjectId> secrets;
  // What a plugin refuses says nothing.
  if (listener.protocol != "HTTPS" || !listener.tls_mode.empty()) return secrets;
  for (const CertificateSpec& ref : listener.certificates) {
    const string ns = ref.ns.empty() ? gateway.ns : ref.ns;
    if (!ref.kind.empty() || !IsGranted("Gateway", gateway.ns, "Secret", ns, ref.name)) continue;
    secrets.push_back({resource::kSecret, ns, ref.name});
  }
  return secrets;
}

bool ReferenceOracle::IsUsable(const ObjectId& secret) const {
  const auto* const spec = world_.Find<SecretSpec>(secret);
  return spec != nullptr && (IsGood(*spec) || world_.last_pairs.count(secret) > 0);
}

bool ReferenceOracle::LacksFilter(const RouteSpec& route, size_t rule) const {
  const std::vector<string>& names = route.rules[rule].filters;
  return std::any_of(names.begin(), names.end(), [&](const string& name) {
    const auto* filter = world_.Find<FilterSpec>({kHeaderFilter, route.ns, name});
    return filter == nullptr || filter->refused || filter->plugin_throws || LacksValue(*filter);
  });
}

std::optional<ObjectId> ReferenceOracle::SourceOf(const FilterSpec& filter) const {
  const string ns = filter.from.ns.empty() ? filter.ns : filter.from.ns;
  const string kind = filter.from.kind.empty() ? "ConfigMap" : filter.from.kind;
  if (kind != "ConfigMap" && kind != "Secret") return std::nullopt;
  if (!IsGranted("HeaderFilter", filter.ns, kind, ns, filter.from.name)) return std::nullopt;
  return ObjectId{Kind::Of("", kind), ns, filter.from.name};
}

bool ReferenceOracle::LacksValue(const FilterSpec& filter) const {
  if (filter.from.name.empty()) return false;
  const std::optional<ObjectId> source = SourceOf(filter);
  if (!source) return true;
  if (source->kind == resource::kSecret) return !IsUsable(*source);
  const auto* const value = world_.Find<ValueSpec>(*source);
  return value == nullptr || !value->given;
}

}  // namespace meshgate::pipeline::world
