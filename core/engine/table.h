// Tables: keys with immutable values. Made by Engine, owned by it. [engine thread]
#ifndef MESHGATE_CORE_ENGINE_TABLE_H_
#define MESHGATE_CORE_ENGINE_TABLE_H_

#include <algorithm>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "core/base/check.h"
#include "core/engine/graph.h"
#include "core/engine/index.h"
#include "core/engine/keyed_items.h"

namespace meshgate::engine {

// What inputs and stages have in common. K needs <, == and AbslHashValue; V needs == and move.
template <typename K, typename V>
class Table : public SourceOwner {
 public:
  using Key = K;
  using Value = V;

  // Adds an index; `emit(const K&, const V&)` is pure and returns a std::vector of index keys, in
  // any order. Before the first write only. The index lives as long as the table.
  template <typename Emit>
  auto& AddIndex(const std::string& name, Emit emit) {
    using I = typename std::invoke_result_t<Emit, const K&, const V&>::value_type;
    MG_CHECK(cells_.size() == 0, this->name() + " already has cells");
    auto index =
        std::make_unique<Index<I, K, V>>(graph(), this->name() + "." + name, id(), std::move(emit));
    auto& added = *index;
    indexes_.push_back(std::move(index));
    return added;
  }

  // Records changes from now on, for ForEachChange. Before the first write only.
  void Export() {
    MG_CHECK(cells_.size() == 0, name() + " already has cells");
    if (!std::exchange(exported_, true)) graph().PublishChangesOf(*this);
  }

  // Calls f(const K&, const V*) for each cell that the last Commit changed, ordered by key; the
  // value is null where the cell became absent. Needs Export(). Of an input it shows each cell
  // written with a different value, even if it was written back before the Commit.
  // The pointers are valid until the next Commit (of an input: the next write).
  template <typename F>
  void ForEachChange(F f) const {
    MG_CHECK(exported_, name() + " is not exported");
    for (const Cell* cell : published_) f(cell->key, cell->get());
  }
  size_t change_count() const { return published_.size(); }

  // Calls f(const K&, const V&) for each present cell, ordered by key: O(n log n), for dumps.
  template <typename F>
  void ForEach(F f) const {
    std::vector<const Cell*> present;
    present.reserve(present_);
    for (const auto& cell : cells_) {
      if (cell->value) present.push_back(cell.get());
    }
    std::sort(present.begin(), present.end(), ByKey());
    for (const Cell* cell : present) f(cell->key, *cell->value);
  }

  // The value as of now, or null; for code outside of stages, nothing is recorded. Stages read
  // through their Reader. Valid until the next Commit or write.
  const V* Peek(const K& key) const {
    const Cell* cell = cells_.Find(key);
    return cell == nullptr ? nullptr : cell->get();
  }

  // How many cells are present.
  size_t size() const { return present_; }
  size_t source_count() const override { return cells_.size(); }

 protected:
  struct Cell : Node {
    Cell(const K& cell_key, uint32_t owner) : Node(owner), key(cell_key) {}
    const V* get() const { return value ? &*value : nullptr; }

    bool change_recorded = false;   // is in recorded_
    bool change_published = false;  // is in published_
    const K key;
    std::optional<V> value;
  };

  Table(Graph& graph, std::string name) : SourceOwner(graph, std::move(name)) {}

  Cell& CellAt(const K& key) { return cells_.FindOrMake(key, id()); }
  Cell* FindCell(const K& key) const { return cells_.Find(key); }

  // Sets a cell. Returns false, and nothing happens, if the value is equal to the old one.
  bool Assign(Cell& cell, std::optional<V> value) {
    if (cell.value == value) return false;
    const bool was = cell.value.has_value(), is = value.has_value();
    for (auto& index : indexes_) index->Move(cell.key, cell.get(), is ? &*value : nullptr);
    cell.value = std::move(value);
    if (was != is || !graph().Has(Fault::kUnmarkedValue)) graph().MarkReaders(cell);
    if (exported_ && !std::exchange(cell.change_recorded, true)) recorded_.push_back(&cell);
    if (was == is) return true;
    if (is) {
      ++present_;
      for (KeySink<K>* sink : sinks_) sink->AddKey(cell.key);
    } else {
      --present_;
      for (KeySink<K>* sink : sinks_) sink->DropKey(cell.key);
      graph().ListUnused(cell);
    }
    return true;
  }

 private:
  friend class Reader;
  template <typename, typename>
  friend class Stage;

  struct ByKey {
    bool operator()(const Cell* a, const Cell* b) const { return a->key < b->key; }
  };

  uint32_t rank() const { return id(); }

  void Drive(KeySink<K>& sink) {
    MG_CHECK(cells_.size() == 0, name() + " already has cells");
    sinks_.push_back(&sink);
  }

  template <typename I, typename Emit>
  void Drive(KeySink<I>& sink, Emit emit) {
    MG_CHECK(cells_.size() == 0, name() + " already has cells");
    indexes_.push_back(
        std::make_unique<Driver<I, K, V>>(graph(), name() + ".keys", std::move(emit), sink));
  }

  void FreeIfUnused(Source& source) override {
    auto& cell = static_cast<Cell&>(source);
    const bool used = cell.value || !cell.readers.empty() || cell.drivers > 0 || cell.dirty ||
                      cell.change_recorded || cell.change_published;
    if (!used) cells_.Erase(cell);
  }

  void PublishChanges() override {
    for (Cell* cell : published_) {
      cell->change_published = false;
      if (!cell->value) graph().ListUnused(*cell);
    }
    published_.clear();
    std::swap(published_, recorded_);
    std::sort(published_.begin(), published_.end(), ByKey());
    for (Cell* cell : published_) {
      cell->change_recorded = false;
      cell->change_published = true;
    }
  }

  KeyedItems<K, Cell> cells_;
  size_t present_ = 0;
  std::vector<std::unique_ptr<IndexOf<K, V>>> indexes_;
  std::vector<KeySink<K>*> sinks_;
  bool exported_ = false;
  std::vector<Cell*> recorded_;   // changed since the last commit ended
  std::vector<Cell*> published_;  // changed by the last commit; ordered by key
};

// A table that is written from outside. Made by Engine::AddInput. Writes take effect at the next
// Commit; the last one of a key counts. Not to be written during a commit.
template <typename K, typename V>
class Input final : public Table<K, V> {
 public:
  Input(Graph& graph, std::string name) : Table<K, V>(graph, std::move(name)) {}

  // Writing an equal value is nothing.
  void Put(const K& key, V value) {
    CheckWritable();
    this->Assign(this->CellAt(key), std::move(value));
  }

  // Erasing an absent key is nothing. `key` may be one that ForEach showed.
  void Erase(const K& key) {
    CheckWritable();
    if (this->graph().Has(Fault::kIgnoredDeletion)) return;
    if (auto* cell = this->FindCell(key)) this->Assign(*cell, std::nullopt);
  }

 private:
  void CheckWritable() const {
    MG_CHECK(!this->graph().committing(), this->name() + " is written during a commit");
  }
};

}  // namespace meshgate::engine

#endif  // MESHGATE_CORE_ENGINE_TABLE_H_
