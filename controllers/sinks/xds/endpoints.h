// Endpoints: from Services and EndpointSlices to a ClusterLoadAssignment per Service port. An
// engine of its own on a thread of its own, so that a wide translation never delays a pod.
#ifndef MESHGATE_CONTROLLERS_SINKS_XDS_ENDPOINTS_H_
#define MESHGATE_CONTROLLERS_SINKS_XDS_ENDPOINTS_H_

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "controllers/sinks/xds/endpoint_stages.h"
#include "core/base/mutex.h"
#include "core/engine/engine.h"

namespace meshgate::xds {

// Writes are taken together: what arrives during a commit is the next one. [thread-safe]
class Endpoints {
 public:
  // Called on the endpoints' thread after each commit that changed something.
  using Changed = std::function<void(const std::vector<AssignmentChange>&)>;

  Endpoints(EndpointOptions options, Changed changed);
  ~Endpoints();
  Endpoints(const Endpoints&) = delete;
  Endpoints& operator=(const Endpoints&) = delete;

  // Objects of other kinds than Service and EndpointSlice are ignored.
  void Put(resource::ObjectPtr object);
  void Erase(const resource::ObjectId& id);
  // Serves the backend from this address, whatever the slices say; no value: from the slices again.
  void Override(const pipeline::BackendId& backend, std::optional<EndpointAddress> address);

  // Returns when everything written before is with the `changed` callback.
  void Wait();
  // The work so far. Waits for a commit that runs.
  std::vector<engine::StageWork> WorkPerStage();

 private:
  struct Batch {
    std::map<resource::ObjectId, resource::ObjectPtr> objects;  // null: erased
    std::map<pipeline::BackendId, std::optional<EndpointAddress>> overrides;
    bool empty() const { return objects.empty() && overrides.empty(); }
  };

  void Run();
  void Commit(const Batch& batch);

  const Changed changed_;
  base::Mutex engine_mutex_;
  engine::Engine engine_ ABSL_GUARDED_BY(engine_mutex_);
  EndpointTables tables_;  // in engine_

  base::Mutex mutex_;
  base::CondVar signal_;
  Batch batch_ ABSL_GUARDED_BY(mutex_);
  bool busy_ ABSL_GUARDED_BY(mutex_) = false;
  bool stop_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace meshgate::xds

#endif  // MESHGATE_CONTROLLERS_SINKS_XDS_ENDPOINTS_H_
