// A source of objects, as the manager sees it: a folder, a cluster, or what comes next.
#ifndef MESHGATE_CONTROLLERS_PROVIDER_PROVIDER_H_
#define MESHGATE_CONTROLLERS_PROVIDER_PROVIDER_H_

#include <cstdint>
#include <set>

#include "controllers/provider/batch.h"
#include "core/resource/object_id.h"

namespace meshgate::provider {

// Destruction ends it: no batch comes afterwards. [thread-safe]
class Provider {
 public:
  virtual ~Provider() = default;

  // Reads and follows its source from now on, on a thread of its own. Once; does not wait.
  virtual void Start(BatchHandler handler) = 0;

  // Whether objects of some kinds are read only when Want() names them; of those it tells which are
  // absent (Batch::absent). Others give every object that there is.
  virtual bool reads_by_name() const { return false; }

  // From now on exactly these objects are read by name. One that is no longer named is erased.
  // Returns the number of the call, which Batch::wants_answered tells when all of them are known;
  // 0 where there is nothing to wait for.
  virtual uint64_t Want(std::set<resource::ObjectId>) { return 0; }
};

}  // namespace meshgate::provider

#endif  // MESHGATE_CONTROLLERS_PROVIDER_PROVIDER_H_
