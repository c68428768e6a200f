// What one commit costs, stage by stage, as exact counts.
#ifndef MESHGATE_CORE_PIPELINE_TESTING_WORK_H_
#define MESHGATE_CORE_PIPELINE_TESTING_WORK_H_

#include <cstddef>
#include <map>
#include <string>

#include "core/engine/engine.h"

namespace meshgate::pipeline::world {

// Stage -> recomputed, cut off, cells read, buckets read, entries visited.
using WorkMap = std::map<std::string, engine::Work>;

// Commits. Of the stages that work in it, how much.
inline WorkMap CommitAndCount(engine::Engine& engine) {
  const auto before = engine.WorkPerStage();
  engine.Commit();
  const auto after = engine.WorkPerStage();
  WorkMap work;
  for (size_t i = 0; i < after.size(); ++i) {
    const engine::Work difference = after[i].work - before[i].work;
    if (difference != engine::Work()) work[after[i].stage] = difference;
  }
  return work;
}

}  // namespace meshgate::pipeline::world

#endif  // MESHGATE_CORE_PIPELINE_TESTING_WORK_H_
