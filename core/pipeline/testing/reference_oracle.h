// The part of the oracle about references: what may be read, and what it is good for. [pure]
#ifndef MESHGATE_CORE_PIPELINE_TESTING_REFERENCE_ORACLE_H_
#define MESHGATE_CORE_PIPELINE_TESTING_REFERENCE_ORACLE_H_

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "core/pipeline/testing/world.h"

namespace meshgate::pipeline::world {

class ReferenceOracle {
 public:
  explicit ReferenceOracle(const World& world) : world_(world) {}

  // Gateway API, ReferenceGrant; one namespace needs none.
  bool IsGranted(const std::string& from_kind, const std::string& from_ns,
                 const std::string& kind, const std::string& ns, const std::string& name) const;

  // The Secrets that the listener may read: none of them is read otherwise.
  std::vector<ObjectId> SecretsOf(const GatewaySpec& gateway, const ListenerSpec& listener) const;
  bool IsUsable(const ObjectId& secret) const;

  // What the filter refers to, if it may.
  std::optional<ObjectId> SourceOf(const FilterSpec& filter) const;
  // Whether a filter of the rule cannot be used.
  bool LacksFilter(const RouteSpec& route, size_t rule) const;

 private:
  bool LacksValue(const FilterSpec& filter) const;

  const World& world_;
};

}  // namespace meshgate::pipeline::world

#endif  // MESHGATE_CORE_PIPELINE_TESTING_REFERENCE_ORACLE_H_
