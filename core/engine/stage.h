// Stages: tables whose cells are computed. Made by Engine::AddStage, owned by it. [engine thread]
#ifndef MESHGATE_CORE_ENGINE_STAGE_H_
#define MESHGATE_CORE_ENGINE_STAGE_H_

#include <functional>
#include <optional>
#include <string>
#include <utility>

#include "core/base/check.h"
#include "core/engine/graph.h"
#include "core/engine/reader.h"
#include "core/engine/table.h"
#include "core/engine/work.h"

namespace meshgate::engine {

// What the engine knows of a stage, whatever its types.
class StageBase {
 public:
  virtual ~StageBase() = default;
  // Computes what is dirty.
  virtual void Run() = 0;
  virtual StageWork work() const = 0;
};

// A stage's keys come from its drivers, earlier tables or indexes. A key lives while at least one
// driver has it; Compute is never called for another key.
template <typename K, typename V>
class Stage final : public Table<K, V>, public StageBase, private KeySink<K> {
 public:
  // [pure] The cell's value from what the reader shows, or nullopt for no value. Reads nothing
  // else: no clock, no global, no state. Does not throw, does not write.
  using Compute = std::function<std::optional<V>(const K& key, Reader& reader)>;

  Stage(Graph& graph, std::string name, Compute compute)
      : Table<K, V>(graph, std::move(name)), compute_(std::move(compute)) {}

  // Adds a driver: a Table<K, ...> gives one key per present cell, an Index<K, ..., ...> one key
  // per bucket that is not empty. Several drivers give the union. Before the first write only.
  template <typename Driver>
  Stage& keys_of(Driver& driver) {
    MG_CHECK(driver.rank() < this->id(),
             this->name() + " is driven by " + driver.name() + ", which is not an earlier table");
    driver.Drive(*this);
    return *this;
  }

  // The same with a table whose cells give keys: `emit(const L&, const W&)` is pure and returns a
  // std::vector<K>, in any order. A key lives while one of the cells gives it.
  template <typename L, typename W, typename Emit>
  Stage& keys_of(Table<L, W>& table, Emit emit) {
    MG_CHECK(table.rank() < this->id(),
             this->name() + " is driven by " + table.name() + ", which is not an earlier table");
    table.template Drive<K>(*this, std::move(emit));
    return *this;
  }

  StageWork work() const override { return {this->name(), work_}; }

 private:
  using Cell = typename Table<K, V>::Cell;

  void Run() override {
    for (Node* node : this->graph().TakeDirty(this->id())) {
      auto& cell = static_cast<Cell&>(*node);
      cell.dirty = false;
      if (cell.drivers > 0) {
        ComputeAgain(cell);
      } else if (!this->graph().Has(Fault::kKeptDeadKey)) {
        Bury(cell);
      }
    }
  }

  void ComputeAgain(Cell& cell) {
    ++work_.recomputed;
    Reader reader(*this, cell, work_);
    if (!this->Assign(cell, compute_(cell.key, reader))) ++work_.cut_off;
  }

  void Bury(Cell& cell) {
    this->graph().Unsubscribe(cell, 0);
    this->Assign(cell, std::nullopt);
    // Also when it never had a value.
    this->graph().ListUnused(cell);
  }

  void AddKey(const K& key) override {
    Cell& cell = this->CellAt(key);
    if (cell.drivers++ == 0) this->graph().MarkDirty(cell);
  }
  void DropKey(const K& key) override {
    Cell& cell = this->CellAt(key);
    if (--cell.drivers == 0) this->graph().MarkDirty(cell);
  }

  const Compute compute_;
  Work work_;
};

}  // namespace meshgate::engine

#endif  // MESHGATE_CORE_ENGINE_STAGE_H_
