// Items with a stable address, found by their member `key`. Internal to core/engine.
#ifndef MESHGATE_CORE_ENGINE_KEYED_ITEMS_H_
#define MESHGATE_CORE_ENGINE_KEYED_ITEMS_H_

#include <cstddef>
#include <memory>

#include "absl/container/flat_hash_set.h"
#include "absl/hash/hash.h"

namespace meshgate::engine {

// Item is constructed from (key, args...) when it is first asked for. Iteration has no order.
template <typename K, typename Item>
class KeyedItems {
 public:
  template <typename... Args>
  Item& FindOrMake(const K& key, const Args&... args) {
    auto it = items_.find(key);
    if (it == items_.end()) it = items_.insert(std::make_unique<Item>(key, args...)).first;
    return **it;
  }
  Item* Find(const K& key) const {
    auto it = items_.find(key);
    return it == items_.end() ? nullptr : it->get();
  }
  void Erase(const Item& item) { items_.erase(items_.find(item.key)); }
  size_t size() const { return items_.size(); }
  auto begin() const { return items_.begin(); }
  auto end() const { return items_.end(); }

 private:
  using Pointer = std::unique_ptr<Item>;
  static const K& KeyOf(const K& key) { return key; }
  static const K& KeyOf(const Pointer& item) { return item->key; }
  struct Hash {
    using is_transparent = void;
    template <typename T>
    size_t operator()(const T& item) const {
      return absl::Hash<K>()(KeyOf(item));
    }
  };
  struct Equal {
    using is_transparent = void;
    template <typename A, typename B>
    bool operator()(const A& a, const B& b) const {
      return KeyOf(a) == KeyOf(b);
    }
  };
  absl::flat_hash_set<Pointer, Hash, Equal> items_;
};

}  // namespace meshgate::engine

#endif  // MESHGATE_CORE_ENGINE_KEYED_ITEMS_H_
