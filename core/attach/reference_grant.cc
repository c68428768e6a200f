#include "core/attach/reference_grant.h"

#include <algorithm>

namespace meshgate::attach {
namespace {

using resource::Kind;
using resource::Node;

Kind KindOf(Node entry) { return Kind::Of(entry["group"].text(), entry["kind"].text()); }

}  // namespace

ReferenceGrant ParseReferenceGrant(const resource::Object& grant) {
  ReferenceGrant parsed;
  for (const Node entry : grant.spec()["from"].items()) {
    parsed.from.push_back({KindOf(entry), std::string(entry["namespace"].text())});
  }
  for (const Node entry : grant.spec()["to"].items()) {
    parsed.to.push_back({KindOf(entry), std::string(entry["name"].text())});
  }
  return parsed;
}

bool Permits(const ReferenceGrant& grant, Kind from_kind, std::string_view from_ns, Kind to_kind,
             std::string_view to_name) {
  const bool trusts_source = std::any_of(
      grant.from.begin(), grant.from.end(), [&](const ReferenceGrant::From& from) {
        return from.kind == from_kind && from.ns == from_ns;
      });
  return trusts_source &&
         std::any_of(grant.to.begin(), grant.to.end(), [&](const ReferenceGrant::To& to) {
           return to.kind == to_kind && (to.name.empty() || to.name == to_name);
         });
}

std::vector<std::string> GrantedNamespaces(const ReferenceGrant& grant) {
  std::vector<std::string> namespaces;
  for (const ReferenceGrant::From& from : grant.from) namespaces.push_back(from.ns);
  std::sort(namespaces.begin(), namespaces.end());
  namespaces.erase(std::unique(namespaces.begin(), namespaces.end()), namespaces.end());
  return namespaces;
}

}  // namespace meshgate::attach
