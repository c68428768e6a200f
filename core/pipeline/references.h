// References across objects: the one place where ReferenceGrants are asked.
//
// Gateway API, ReferenceGrant: a reference into another namespace is permitted only by a grant
// there; without one the target is not even read.
#ifndef MESHGATE_CORE_PIPELINE_REFERENCES_H_
#define MESHGATE_CORE_PIPELINE_REFERENCES_H_

#include <string>
#include <utility>
#include <vector>

#include "core/attach/reference_grant.h"
#include "core/pipeline/inputs.h"

namespace meshgate::pipeline {

// Stage `grants`: ReferenceGrants as values, by the pair (namespace of the referent that is granted
// to, namespace of the grant).
using Grants = engine::Stage<ObjectId, attach::ReferenceGrant>;
Grants& AddGrants(engine::Engine& engine, const Inputs& inputs);

using GrantsByNamespaces = engine::Index<NamespacePair, ObjectId, attach::ReferenceGrant>;
GrantsByNamespaces& AddGrantsByNamespaces(Grants& grants);

// Whether objects of `from`'s kind and namespace may refer to `to`.
bool IsPermitted(engine::Reader& reader, Grants& grants, GrantsByNamespaces& by_namespaces,
                 const ObjectId& from, const ObjectId& to);

// Stage `services`: what a backendRef needs to know of a Service.
struct Service {
  struct Port {
    int port = 0;
    std::string name;          // "" when not given
    std::string app_protocol;  // in lower case
    bool operator==(const Port&) const = default;
  };
  bool external_name = false;
  std::vector<Port> ports;
  bool operator==(const Service&) const = default;
};
using Services = engine::Stage<ObjectId, Service>;
Services& AddServices(engine::Engine& engine, const Inputs& inputs);

}  // namespace meshgate::pipeline

#endif  // MESHGATE_CORE_PIPELINE_REFERENCES_H_
