// The only way for a stage's Compute to see the world. [engine thread]
#ifndef MESHGATE_CORE_ENGINE_READER_H_
#define MESHGATE_CORE_ENGINE_READER_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <type_traits>
#include <vector>

#include "core/engine/graph.h"
#include "core/engine/index.h"
#include "core/engine/table.h"
#include "core/engine/work.h"

namespace meshgate::engine {

// The keys of a bucket, ordered by key. Counts the keys that are taken out of it.
template <typename K>
class KeyList {
 public:
  class Iterator {
   public:
    const K& operator*() const {
      ++*visited_;
      return *key_;
    }
    const K* operator->() const { return &**this; }
    Iterator& operator++() {
      ++key_;
      return *this;
    }
    friend bool operator==(const Iterator& a, const Iterator& b) { return a.key_ == b.key_; }

   private:
    friend class KeyList;
    Iterator(typename KeySet<K>::Iterator key, uint64_t* visited) : key_(key), visited_(visited) {}
    typename KeySet<K>::Iterator key_;
    uint64_t* visited_;
  };

  KeyList(const KeySet<K>& keys, uint64_t* visited) : keys_(&keys), visited_(visited) {}

  Iterator begin() const { return {keys_->begin(), visited_}; }
  Iterator end() const { return {keys_->end(), visited_}; }
  const K& front() const { return *begin(); }  // not of an empty list
  size_t size() const { return keys_->size(); }
  bool empty() const { return keys_->empty(); }

 private:
  const KeySet<K>* keys_;
  uint64_t* visited_;
};

// Lives for one call of Compute. Records every read, absence too: when something that was read
// changes, the cell is computed again. Reads only tables that were added before the stage
// (checked). All pointers and lists are valid until Compute returns; so are keys in a list.
class Reader {
 public:
  // The value, or null if the table has none. Computed again when the value changes, appears or
  // disappears: read narrow tables.
  template <typename K, typename V>
  const V* Find(Table<K, V>& table, const std::type_identity_t<K>& key) {
    ++work_.cells_read;
    CheckIsEarlier(table, table.rank());
    auto& cell = table.CellAt(key);
    RecordCell(cell, cell.value.has_value());
    return cell.get();
  }

  // The keys in one bucket. Computed again when a key joins or leaves, not when values change.
  template <typename I, typename K, typename V>
  KeyList<K> List(Index<I, K, V>& index, const std::type_identity_t<I>& index_key) {
    return {Bucket(index, index_key), &work_.entries_visited};
  }

  // How many keys are in one bucket; visits none of them. Recorded as List is.
  template <typename I, typename K, typename V>
  size_t Count(Index<I, K, V>& index, const std::type_identity_t<I>& index_key) {
    return Bucket(index, index_key).size();
  }

 private:
  template <typename, typename>
  friend class Stage;

  // `stage`: the table that `node` is a cell of.
  Reader(const SourceOwner& stage, Node& node, Work& work)
      : stage_(stage), graph_(stage.graph()), node_(node), work_(work), fresh_(graph_.scratch()) {}
  ~Reader();
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  template <typename I, typename K, typename V>
  const KeySet<K>& Bucket(Index<I, K, V>& index, const I& index_key) {
    ++work_.buckets_read;
    CheckIsEarlier(index, index.rank());
    auto& bucket = index.BucketAt(index_key);
    RecordBucket(bucket);
    return bucket.keys;
  }

  void CheckIsEarlier(const SourceOwner& owner, uint32_t rank) const;
  void RecordCell(Source& cell, bool present);
  void RecordBucket(Source& bucket);
  void Record(Source& source);

  const SourceOwner& stage_;
  Graph& graph_;
  Node& node_;
  Work& work_;
  // A computation mostly repeats the reads of the last one, in order: these many are the same, and
  // only the ones after them cost a subscription.
  size_t kept_ = 0;
  std::vector<Source*>& fresh_;  // what was read after the kept ones
};

}  // namespace meshgate::engine

#endif  // MESHGATE_CORE_ENGINE_READER_H_
