#include "controllers/sinks/xds/host_list.h"

#include <algorithm>
#include <utility>

namespace meshgate::xds {
namespace {

// A change copies a chunk and the list of all chunks: about equal at 64,000 hosts.
constexpr size_t kMostOfAChunk = 256;

}  // namespace

// Makes a list out of another one's chunks and of new ones.
class HostList::Builder {
 public:
  explicit Builder(const HostList& before) : before_(before) {
    list_.ids_.reserve(before.ids_.size() + 1);
    fields_.reserve(before.ids_.size() + 1);
    list_.sum_ = before.sum_;
    list_.size_ = before.size_;
  }

  // The chunks from `first` on, as they are.
  void Share(size_t first, size_t last) {
    list_.ids_.insert(list_.ids_.end(), before_.ids_.begin() + first, before_.ids_.begin() + last);
    fields_.insert(fields_.end(), before_.fields_->begin() + first,
                   before_.fields_->begin() + last);
  }

  // A chunk with changes of hosts that belong there.
  void Merge(size_t chunk, std::span<const VirtualHost> changes) {
    const bool is_new = chunk == before_.ids_.size();
    static const std::vector<SharedId> kNoIds;
    const std::vector<SharedId>& ids = is_new ? kNoIds : *before_.ids_[chunk];
    size_t next = 0;
    const auto keep_until = [&](size_t end) {
      for (; next < end; ++next) Add(ids[next], (*(*before_.fields_)[chunk])[next]);
    };
    for (const VirtualHost& change : changes) {
      const auto place = std::lower_bound(
          ids.begin() + next, ids.end(), change.id,
          [](const SharedId& id, const pipeline::EntryId& sought) { return *id < sought; });
      keep_until(place - ids.begin());
      const bool replaces = place != ids.end() && **place == change.id;
      if (!change.bytes.empty()) {
        Add(replaces ? *place : std::make_shared<const pipeline::EntryId>(change.id), change.bytes);
        Count(change.bytes, 1);
      }
      if (replaces) Count((*(*before_.fields_)[chunk])[next++], -1);
    }
    keep_until(ids.size());
    FlushChunks();
  }

  HostList Finish() {
    list_.fields_ = std::make_shared<const Chunks>(std::move(fields_));
    return std::move(list_);
  }

 private:
  void Add(SharedId id, base::SharedBytes bytes) {
    merged_ids_.push_back(std::move(id));
    merged_fields_.push_back(std::move(bytes));
  }

  void Count(const base::SharedBytes& bytes, int change) {
    list_.size_ += change;
    change > 0 ? list_.sum_ += bytes.hash() : list_.sum_ -= bytes.hash();
  }

  // What was merged becomes chunks of equal sizes.
  void FlushChunks() {
    const size_t count = merged_ids_.size();
    const size_t chunks = (count + kMostOfAChunk - 1) / kMostOfAChunk;
    for (size_t i = 0; i < chunks; ++i) {
      const size_t first = count * i / chunks;
      const size_t last = count * (i + 1) / chunks;
      list_.ids_.push_back(std::make_shared<const std::vector<SharedId>>(
          merged_ids_.begin() + first, merged_ids_.begin() + last));
      fields_.push_back(std::make_shared<const std::vector<base::SharedBytes>>(
          merged_fields_.begin() + first, merged_fields_.begin() + last));
    }
    merged_ids_.clear();
    merged_fields_.clear();
  }

  const HostList& before_;
  HostList list_;
  Chunks fields_;
  std::vector<SharedId> merged_ids_;
  std::vector<base::SharedBytes> merged_fields_;
};

// The last chunk that begins at or before the id, else the first one.
size_t HostList::ChunkOf(const pipeline::EntryId& id) const {
  const auto behind = std::upper_bound(
      ids_.begin(), ids_.end(), id,
      [](const pipeline::EntryId& sought, const Ids& ids) { return sought < *ids->front(); });
  return behind == ids_.begin() ? 0 : behind - ids_.begin() - 1;
}

HostList HostList::With(std::span<const VirtualHost> changes) const {
  Builder builder(*this);
  size_t shared = 0;  // chunks that are done
  while (!changes.empty()) {
    const size_t chunk = ChunkOf(changes.front().id);
    const auto end = chunk + 1 >= ids_.size()
                         ? changes.end()
                         : std::partition_point(changes.begin(), changes.end(),
                                                [&](const VirtualHost& change) {
                                                  return change.id < *ids_[chunk + 1]->front();
                                                });
    builder.Share(shared, chunk);
    builder.Merge(chunk, {changes.begin(), end});
    shared = std::min(chunk + 1, ids_.size());
    changes = {end, changes.end()};
  }
  builder.Share(shared, ids_.size());
  return builder.Finish();
}

}  // namespace meshgate::xds
