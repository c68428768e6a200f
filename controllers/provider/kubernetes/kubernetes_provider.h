// Objects of a cluster: lists and watches the kinds that are read, and single objects by name.
#ifndef MESHGATE_CONTROLLERS_PROVIDER_KUBERNETES_KUBERNETES_PROVIDER_H_
#define MESHGATE_CONTROLLERS_PROVIDER_KUBERNETES_KUBERNETES_PROVIDER_H_

#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "controllers/kubernetes/http_client.h"
#include "controllers/provider/batch.h"
#include "controllers/provider/kubernetes/reflector.h"
#include "core/resource/object_id.h"
#include "core/resource/schema_catalog.h"

namespace meshgate::provider {

struct WatchedKind {
  const resource::KindInfo* info = nullptr;
  std::string labels = {};  // "app=web": only objects with this label
};

// Batches hold every change of an object, of its status too. The initial batch comes when all kinds
// have been listed, or are known not to be there. [thread-safe]
class KubernetesProvider {
 public:
  // `client`, `schemas` and the kinds must outlive the provider; `handler` is called on its thread.
  // `schemas` has the kinds of objects that are wanted by name.
  KubernetesProvider(kubernetes::HttpClient& client, const resource::SchemaCatalog& schemas,
                     const std::vector<WatchedKind>& kinds, BatchHandler handler,
                     ReflectorOptions options = {});
  // No batch comes afterwards.
  ~KubernetesProvider();
  KubernetesProvider(const KubernetesProvider&) = delete;
  KubernetesProvider& operator=(const KubernetesProvider&) = delete;

  // From now on exactly these objects are read by name, whatever kinds are read as a whole: Secrets
  // and ConfigMaps, of which nobody may see more than is referred to. One that is no longer named
  // is erased. Returns the number of the call, which Batch::wants_answered tells when all of them
  // are known.
  uint64_t Want(std::set<resource::ObjectId> objects);

 private:
  class Loop;
  std::unique_ptr<Loop> loop_;
};

}  // namespace meshgate::provider

#endif  // MESHGATE_CONTROLLERS_PROVIDER_KUBERNETES_KUBERNETES_PROVIDER_H_
