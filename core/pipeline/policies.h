// Stages `policies`, `policies_in_force` and `frontend_policies`: what each policy says, which ones
// are in force on an object, and what they say of a listener together.
//
// Rules: Gateway API, GEP-713, and BackendTLSPolicy for two policies with one target: the older is
// in force, then the first by namespace and name. A policy that names a section takes the place of
// one of its kind that names the whole object; both are accepted.
#ifndef MESHGATE_CORE_PIPELINE_POLICIES_H_
#define MESHGATE_CORE_PIPELINE_POLICIES_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "core/ir/policy.h"
#include "core/loader/registry.h"
#include "core/pipeline/frontends.h"
#include "core/pipeline/inputs.h"
#include "core/pipeline/options.h"
#include "core/pipeline/resolving.h"

namespace meshgate::pipeline {

struct DescribedPolicy {
  struct Target {
    ObjectId object;
    std::string section;  // "": all of the object
    std::string field;    // "spec.targetRefs[0]"
    // Why it can be none, as of another kind than its plugin takes; "" when it can.
    std::string problem;
    bool operator==(const Target&) const = default;
  };
  std::vector<Target> targets;
  ir::PolicyFragment says;
  std::optional<Problem> unusable;  // has no effect
  std::string notes;                // see Problem
  std::string api_version;
  int64_t generation = 1;
  int64_t created_seconds = 0;
  bool operator==(const DescribedPolicy&) const = default;
};

using Policies = engine::Stage<ObjectId, DescribedPolicy>;
Policies& AddPolicies(engine::Engine& engine, const Inputs& inputs,
                      const loader::Registry& registry, const Options& options,
                      ObjectReferences& references, CertificateFactsTable& facts);

// One kind of policy on one object.
struct PolicyPlace {
  Kind policy;
  ObjectId object;
  auto operator<=>(const PolicyPlace&) const = default;
  auto parts() const { return std::tie(policy, object); }
};

// Those that can be used.
using PoliciesByPlace = engine::Index<PolicyPlace, ObjectId, DescribedPolicy>;
PoliciesByPlace& AddPoliciesByPlace(Policies& policies);

struct InForce {
  std::map<std::string, ObjectId> by_section;  // the policy; "": on all that no section names
  bool operator==(const InForce&) const = default;
};

using PoliciesInForce = engine::Stage<PolicyPlace, InForce>;
PoliciesInForce& AddPoliciesInForce(engine::Engine& engine, Policies& policies,
                                    PoliciesByPlace& by_place);

struct PolicyTables {
  const loader::Registry& registry;
  Policies& policies;
  PoliciesInForce& in_force;
};

// What the policies of all kinds say of a section of an object, together.
ir::PolicyFragment PolicyOn(const PolicyTables& tables, const ObjectId& object,
                            const std::string& section, engine::Reader& reader);

// Of listeners of which policies say something, so that hosts read one cell, or none.
using FrontendPolicies = engine::Stage<FrontendId, ir::PolicyFragment>;
FrontendPolicies& AddFrontendPolicies(engine::Engine& engine, const PolicyTables& tables,
                                      Placements& placements);

}  // namespace meshgate::pipeline

#endif  // MESHGATE_CORE_PIPELINE_POLICIES_H_
