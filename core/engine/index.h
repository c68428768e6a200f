// What follows the cells of a table: an index groups its keys into buckets under index keys; a
// driver tells a stage the keys that the cells give. [engine thread]
#ifndef MESHGATE_CORE_ENGINE_INDEX_H_
#define MESHGATE_CORE_ENGINE_INDEX_H_

#include <algorithm>
#include <cstddef>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "core/base/check.h"
#include "core/engine/graph.h"
#include "core/engine/key_set.h"
#include "core/engine/keyed_items.h"

namespace meshgate::engine {

// Told which keys appear and disappear in a table or index that drives a stage.
template <typename K>
class KeySink {
 public:
  virtual ~KeySink() = default;
  virtual void AddKey(const K& key) = 0;
  virtual void DropKey(const K& key) = 0;
};

// What a table knows of its indexes, whatever their key.
template <typename K, typename V>
class IndexOf : public SourceOwner {
 public:
  using SourceOwner::SourceOwner;
  // The cell of `key` goes from one value to another; null: absent.
  virtual void Move(const K& key, const V* from, const V* to) = 0;
};

// Keys of type I that the cells of a table give.
template <typename I, typename K, typename V>
class EmittedKeys : public IndexOf<K, V> {
 public:
  // [pure] The keys that one cell gives, in any order; the same one twice counts once.
  using Emit = std::function<std::vector<I>(const K&, const V&)>;

  EmittedKeys(Graph& graph, std::string name, Emit emit)
      : IndexOf<K, V>(graph, std::move(name)), emit_(std::move(emit)) {}

 private:
  virtual void Insert(const I& emitted, const K& key) = 0;
  virtual void Remove(const I& emitted, const K& key) = 0;

  void Move(const K& key, const V* from, const V* to) final {
    const std::vector<I> old_keys = KeysOf(key, from);
    const std::vector<I> new_keys = KeysOf(key, to);
    auto old_key = old_keys.begin();
    auto new_key = new_keys.begin();
    while (old_key != old_keys.end() || new_key != new_keys.end()) {
      if (new_key == new_keys.end() || (old_key != old_keys.end() && *old_key < *new_key)) {
        Remove(*old_key++, key);
      } else if (old_key == old_keys.end() || *new_key < *old_key) {
        Insert(*new_key++, key);
      } else {
        ++old_key, ++new_key;
      }
    }
  }

  std::vector<I> KeysOf(const K& key, const V* value) const {
    if (value == nullptr) return {};
    std::vector<I> keys = emit_(key, *value);
    std::sort(keys.begin(), keys.end());
    keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
    if (this->graph().Has(Fault::kMissingIndexKey) && !keys.empty()) keys.erase(keys.begin());
    return keys;
  }

  const Emit emit_;
};

// Made by Stage::keys_of(table, emit), owned by the table: an emitted key lives while at least one
// cell gives it.
template <typename I, typename K, typename V>
class Driver final : public EmittedKeys<I, K, V> {
 public:
  Driver(Graph& graph, std::string name, typename EmittedKeys<I, K, V>::Emit emit, KeySink<I>& sink)
      : EmittedKeys<I, K, V>(graph, std::move(name), std::move(emit)), sink_(sink) {}

  size_t source_count() const override { return 0; }

 private:
  void Insert(const I& emitted, const K&) override { sink_.AddKey(emitted); }
  void Remove(const I& emitted, const K&) override { sink_.DropKey(emitted); }
  void FreeIfUnused(Source&) override {}

  KeySink<I>& sink_;
};

// Made by Table<K, V>::AddIndex, owned by the table. I: the index key.
//
// Readers of a bucket are computed again when a key joins or leaves it, not when the value behind
// a key changes. A bucket that is empty and not read takes no memory.
template <typename I, typename K, typename V>
class Index final : public EmittedKeys<I, K, V> {
 public:
  Index(Graph& graph, std::string name, uint32_t rank, typename EmittedKeys<I, K, V>::Emit emit)
      : EmittedKeys<I, K, V>(graph, std::move(name), std::move(emit)), rank_(rank) {}

  size_t source_count() const override { return buckets_.size(); }

  // The bucket as of now, or null when it is empty; for code outside of stages: no read is noted.
  const KeySet<K>* Peek(const I& index_key) const {
    const Bucket* const bucket = buckets_.Find(index_key);
    return bucket == nullptr || bucket->keys.empty() ? nullptr : &bucket->keys;
  }

 private:
  friend class Reader;
  template <typename, typename>
  friend class Stage;

  struct Bucket : Source {
    Bucket(const I& index_key, uint32_t owner) : Source(owner), key(index_key) {}
    const I key;
    KeySet<K> keys;
  };

  void Insert(const I& index_key, const K& key) override {
    Bucket& bucket = BucketAt(index_key);
    const bool first = bucket.keys.empty();
    bucket.keys.Insert(&key);
    if (first || !this->graph().Has(Fault::kUnmarkedGrowth)) this->graph().MarkReaders(bucket);
    if (!first) return;
    for (KeySink<I>* sink : sinks_) sink->AddKey(index_key);
  }

  void Remove(const I& index_key, const K& key) override {
    Bucket& bucket = BucketAt(index_key);
    bucket.keys.Erase(&key);
    if (!this->graph().Has(Fault::kUnmarkedRemoval)) this->graph().MarkReaders(bucket);
    if (!bucket.keys.empty()) return;
    for (KeySink<I>* sink : sinks_) sink->DropKey(index_key);
    this->graph().ListUnused(bucket);
  }

  Bucket& BucketAt(const I& index_key) { return buckets_.FindOrMake(index_key, this->id()); }

  void FreeIfUnused(Source& source) override {
    auto& bucket = static_cast<Bucket&>(source);
    if (bucket.readers.empty() && bucket.keys.empty()) buckets_.Erase(bucket);
  }

  uint32_t rank() const { return rank_; }

  void Drive(KeySink<I>& sink) {
    MG_CHECK(buckets_.size() == 0, this->name() + " already has buckets");
    sinks_.push_back(&sink);
  }

  const uint32_t rank_;  // of the table: what reads the index must come after the table
  KeyedItems<I, Bucket> buckets_;
  std::vector<KeySink<I>*> sinks_;
};

}  // namespace meshgate::engine

#endif  // MESHGATE_CORE_ENGINE_INDEX_H_
