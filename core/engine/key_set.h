// The keys of one bucket, sorted by key and never by arrival: the order of a bucket is part of
// the output. Most buckets hold one or two keys and allocate nothing; a bucket of 100,000 still
// takes and loses a key in logarithmic time. Holds pointers to keys that others own. Internal to
// core/engine.
#ifndef MESHGATE_CORE_ENGINE_KEY_SET_H_
#define MESHGATE_CORE_ENGINE_KEY_SET_H_

#include <algorithm>
#include <cstddef>
#include <memory>

#include "absl/container/btree_set.h"
#include "absl/container/inlined_vector.h"

namespace meshgate::engine {

template <typename K>
class KeySet {
  struct ByContent {
    bool operator()(const K* a, const K* b) const { return *a < *b; }
  };
  using Small = absl::InlinedVector<const K*, 2>;
  using Large = absl::btree_set<const K*, ByContent>;

 public:
  class Iterator {
   public:
    const K& operator*() const { return small_ != nullptr ? **small_ : **large_; }
    Iterator& operator++() {
      if (small_ != nullptr) {
        ++small_;
      } else {
        ++large_;
      }
      return *this;
    }
    friend bool operator==(const Iterator& a, const Iterator& b) {
      return a.small_ == b.small_ && a.large_ == b.large_;
    }

   private:
    friend class KeySet;
    const K* const* small_ = nullptr;  // null: large_ counts
    typename Large::const_iterator large_;
  };

  // The set must not hold an equal key.
  void Insert(const K* key) {
    if (large_ == nullptr && small_.size() == kMostInSmall) {
      large_ = std::make_unique<Large>(small_.begin(), small_.end());
      small_.clear();
      small_.shrink_to_fit();
    }
    if (large_ != nullptr) {
      large_->insert(key);
    } else {
      small_.insert(Place(key), key);
    }
  }

  // The set must hold the key.
  void Erase(const K* key) {
    if (large_ == nullptr) {
      small_.erase(Place(key));
      return;
    }
    large_->erase(key);
    // Half of the limit, so that a set that swings around it does not change its shape each time.
    if (large_->size() > kMostInSmall / 2) return;
    small_.assign(large_->begin(), large_->end());
    large_ = nullptr;
  }

  size_t size() const { return large_ != nullptr ? large_->size() : small_.size(); }
  bool empty() const { return size() == 0; }

  Iterator begin() const {
    Iterator it;
    if (large_ != nullptr) {
      it.large_ = large_->begin();
    } else {
      it.small_ = small_.data();
    }
    return it;
  }
  Iterator end() const {
    Iterator it;
    if (large_ != nullptr) {
      it.large_ = large_->end();
    } else {
      it.small_ = small_.data() + small_.size();
    }
    return it;
  }

 private:
  static constexpr size_t kMostInSmall = 32;

  auto Place(const K* key) {
    return std::lower_bound(small_.begin(), small_.end(), key, ByContent());
  }

  Small small_;  // sorted; counts while large_ is null
  std::unique_ptr<Large> large_;
};

}  // namespace meshgate::engine

#endif  // MESHGATE_CORE_ENGINE_KEY_SET_H_
