// The part of the oracle about policies: which are in force where, and what their statuses say.
// [pure]
#ifndef MESHGATE_CORE_PIPELINE_TESTING_POLICY_ORACLE_H_
#define MESHGATE_CORE_PIPELINE_TESTING_POLICY_ORACLE_H_

#include <map>
#include <set>
#include <string>

#include "core/pipeline/testing/world.h"

namespace meshgate::pipeline::world {

class PolicyOracle {
 public:
  PolicyOracle(const World& world, const Tables& tables) : world_(world), tables_(tables) {}

  // "" or what is wrong with clusters, listeners and statuses.
  std::string FindWrong();

 private:
  using Reasons = std::map<std::string, std::string>;  // ancestor -> reason of its condition

  bool IsUsable(const PolicySpec& policy) const;
  // The one in force of its kind, or null.
  const PolicySpec* InForce(const std::string& kind, const ObjectId& object,
                            const std::string& section) const;
  // Null when there is no such section.
  const PolicySpec* Winner(const std::string& kind, const ObjectId& object,
                           const std::string& section) const;
  std::string ValueOf(const PolicySpec& policy) const;

  void CheckClusters();
  void CheckFrontends();
  void CheckStatus(const PolicySpec& policy);
  void AddReasons(const PolicySpec& policy, const TargetSpec& target, Reasons& reasons) const;
  // Why the target is none; "" when it is one.
  std::string FindMissing(const ObjectId& object, const std::string& section) const;
  std::set<std::string> AncestorsOf(const ObjectId& object, const std::string& section) const;
  void Expect(bool holds, const std::string& what);

  const World& world_;
  const Tables& tables_;
  std::string wrong_;
};

}  // namespace meshgate::pipeline::world

#endif  // MESHGATE_CORE_PIPELINE_TESTING_POLICY_ORACLE_H_
