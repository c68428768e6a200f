// An incremental engine: tables, indexes, stages. It knows nothing of Gateway API.
//
//   Engine engine;
//   auto& objects = engine.AddInput<Key, Object>("objects");
//   auto& by_owner = objects.AddIndex("by_owner", [](const Key&, const Object& object) {
//     return std::vector<Key>{object.owner};
//   });
//   auto& owners = engine.AddStage<Key, Owner>("owners", [&](const Key& key, Reader& reader) {
//     Owner owner;
//     for (const Key& child : reader.List(by_owner, key)) {
//       owner.Add(*reader.Find(objects, child));
//     }
//     return std::optional(owner);
//   }).keys_of(by_owner);
//   owners.Export();
//   objects.Put(key, object);
//   engine.Commit();
//   owners.ForEachChange([](const Key& key, const Owner* owner_or_null) { ... });
//
// A table maps keys to immutable values; an index groups its keys into buckets; a stage is a table
// whose cells are computed by a pure function from earlier tables, in the order in which they were
// added. Commit computes exactly the cells whose reads changed, stage by stage, and stops where a
// value equals the old one. So after any history of writes each table holds what a new engine
// would compute from the last inputs, and one change costs what it touches.
//
// Thread rule: one thread at a time owns an engine with all of its tables; nothing here locks.
// Values that leave that thread are copies, or share immutable buffers (base::SharedBytes).
#ifndef MESHGATE_CORE_ENGINE_ENGINE_H_
#define MESHGATE_CORE_ENGINE_ENGINE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/engine/graph.h"
#include "core/engine/index.h"
#include "core/engine/reader.h"
#include "core/engine/stage.h"
#include "core/engine/table.h"
#include "core/engine/work.h"

namespace meshgate::engine {

class Engine {
 public:
  Engine() = default;
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  // Tables live as long as the engine. They, their indexes, drivers and exports are set up before
  // the first write to what they depend on (checked). Names are for people: counters and checks.
  template <typename K, typename V>
  Input<K, V>& AddInput(std::string name) {
    auto input = std::make_unique<Input<K, V>>(graph_, std::move(name));
    Input<K, V>& added = *input;
    tables_.push_back(std::move(input));
    return added;
  }
  template <typename K, typename V>
  Stage<K, V>& AddStage(std::string name, typename Stage<K, V>::Compute compute) {
    auto stage = std::make_unique<Stage<K, V>>(graph_, std::move(name), std::move(compute));
    Stage<K, V>& added = *stage;
    stages_.push_back(&added);
    tables_.push_back(std::move(stage));
    return added;
  }

  // Runs all stages over what was written since the last call.
  void Commit();

  // How many commits there were.
  uint64_t version() const { return version_; }

  // The work since the engine was made: of all stages, and of each in their order.
  Work work() const;
  std::vector<StageWork> WorkPerStage() const;

  // Cells and buckets in memory, with or without content. Zero again when all inputs are empty
  // and the commit after the one that emptied them is done.
  size_t source_count() const { return graph_.source_count(); }

 private:
  friend class FaultForTest;

  Graph graph_;
  std::vector<std::unique_ptr<SourceOwner>> tables_;
  std::vector<StageBase*> stages_;
  uint64_t version_ = 0;
};

}  // namespace meshgate::engine

#endif  // MESHGATE_CORE_ENGINE_ENGINE_H_
