// The current ClusterLoadAssignment of every backend, shared by all Gateways. The endpoints' thread
// writes it, the streams of every Gateway read it. [thread-safe]
#ifndef MESHGATE_CONTROLLERS_SINKS_XDS_ENDPOINT_TABLE_H_
#define MESHGATE_CONTROLLERS_SINKS_XDS_ENDPOINT_TABLE_H_

#include <string>
#include <string_view>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "controllers/sinks/xds/resource.h"
#include "core/base/mutex.h"
#include "core/base/shared_bytes.h"

namespace meshgate::xds {

class EndpointTable {
 public:
  // Empty bytes: the backend is gone.
  void Put(const std::string& cluster, base::SharedBytes assignment);

  // An assignment without endpoints for a cluster that has none: every name is answered, since a
  // cluster that waits for its endpoints holds up all others of its response.
  Resource Find(const std::string& cluster) const;

 private:
  mutable base::Mutex mutex_;
  absl::flat_hash_map<std::string, base::SharedBytes> assignments_ ABSL_GUARDED_BY(mutex_);
};

// A ClusterLoadAssignment without endpoints. [pure]
base::SharedBytes EmptyAssignment(std::string_view cluster);

}  // namespace meshgate::xds

#endif  // MESHGATE_CONTROLLERS_SINKS_XDS_ENDPOINT_TABLE_H_
