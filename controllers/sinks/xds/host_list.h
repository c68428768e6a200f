// The virtual hosts of one port of a proxy. Immutable, in chunks that lists share: a list with
// one host changed costs one chunk, whatever the number of hosts. [thread-safe]
#ifndef MESHGATE_CONTROLLERS_SINKS_XDS_HOST_LIST_H_
#define MESHGATE_CONTROLLERS_SINKS_XDS_HOST_LIST_H_

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "controllers/sinks/xds/resource.h"
#include "core/base/hash.h"
#include "core/base/shared_bytes.h"
#include "core/pipeline/model.h"

namespace meshgate::xds {

// An entry and its `virtual_hosts` field of a RouteConfiguration; in a change, empty bytes say that
// it is gone.
struct VirtualHost {
  pipeline::EntryId id;
  base::SharedBytes bytes;
};

class HostList {
 public:
  // This list with the changes: ordered by id, each id once.
  HostList With(std::span<const VirtualHost> changes) const;

  size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  // The sum of the fields' hashes.
  const base::Hash128& sum() const { return sum_; }
  // The fields ordered by id.
  const std::shared_ptr<const Chunks>& fields() const { return fields_; }
  // Calls f(id, bytes) for each host, ordered by id.
  template <typename F>
  void ForEach(F f) const {
    for (size_t chunk = 0; chunk < ids_.size(); ++chunk) {
      for (size_t i = 0; i < ids_[chunk]->size(); ++i) {
        f(*(*ids_[chunk])[i], (*(*fields_)[chunk])[i]);
      }
    }
  }

 private:
  using SharedId = std::shared_ptr<const pipeline::EntryId>;
  using Ids = std::shared_ptr<const std::vector<SharedId>>;
  class Builder;

  size_t ChunkOf(const pipeline::EntryId& id) const;

  std::vector<Ids> ids_;  // of each chunk; none is empty
  std::shared_ptr<const Chunks> fields_ = std::make_shared<const Chunks>();
  base::Hash128 sum_;
  size_t size_ = 0;
};

}  // namespace meshgate::xds

#endif  // MESHGATE_CONTROLLERS_SINKS_XDS_HOST_LIST_H_
