// What a ReferenceGrant permits.
//
// Gateway API: ReferenceGrantSpec. A grant speaks for objects of its own namespace only; entries of
// each list are alternatives. References within one namespace need no grant. [pure]
#ifndef MESHGATE_CORE_ATTACH_REFERENCE_GRANT_H_
#define MESHGATE_CORE_ATTACH_REFERENCE_GRANT_H_

#include <string>
#include <string_view>
#include <vector>

#include "core/resource/kind.h"
#include "core/resource/object.h"

namespace meshgate::attach {

struct ReferenceGrant {
  struct From {
    resource::Kind kind;
    std::string ns;
    bool operator==(const From&) const = default;
  };
  struct To {
    resource::Kind kind;
    std::string name;  // empty: every object of the kind
    bool operator==(const To&) const = default;
  };

  std::vector<From> from;
  std::vector<To> to;
  bool operator==(const ReferenceGrant&) const = default;
};

ReferenceGrant ParseReferenceGrant(const resource::Object& grant);

// Whether objects of `from_kind` in `from_ns` may refer to the object `to_name` of `to_kind` in the
// namespace of the grant.
bool Permits(const ReferenceGrant& grant, resource::Kind from_kind, std::string_view from_ns,
             resource::Kind to_kind, std::string_view to_name);

// The namespaces that the grant trusts, sorted and distinct: half of the key under which a
// reference finds the grant; the other half is the grant's namespace.
std::vector<std::string> GrantedNamespaces(const ReferenceGrant& grant);

}  // namespace meshgate::attach

#endif  // MESHGATE_CORE_ATTACH_REFERENCE_GRANT_H_
