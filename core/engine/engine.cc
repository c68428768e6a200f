#include "core/engine/engine.h"

namespace meshgate::engine {

void Engine::Commit() {
  graph_.BeginCommit();
  for (StageBase* stage : stages_) stage->Run();
  graph_.EndCommit();
  ++version_;
}

Work Engine::work() const {
  Work total;
  for (const StageBase* stage : stages_) total += stage->work().work;
  return total;
}

std::vector<StageWork> Engine::WorkPerStage() const {
  std::vector<StageWork> per_stage;
  for (const StageBase* stage : stages_) per_stage.push_back(stage->work());
  return per_stage;
}

}  // namespace meshgate::engine
