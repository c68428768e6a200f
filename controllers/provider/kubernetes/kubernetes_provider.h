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
#include "controllers/provider/provider.h"
#include "core/resource/object_id.h"
#include "core/resource/schema_catalog.h"

namespace meshgate::provider {

struct WatchedKind {
  const resource::KindInfo* info = nullptr;
  std::string labels = {};  // "app=web": only objects with this label
};

// Batches hold every change of an object, of its status too. The initial batch comes when all kinds
// have been listed, or are known not to be there. [thread-safe]
class KubernetesProvider final : public Provider {
 public:
  // `client`, `schemas` and the kinds must outlive the provider. `schemas` has the kinds of objects
  // that are wanted by name.
  KubernetesProvider(kubernetes::HttpClient& client, const resource::SchemaCatalog& schemas,
                     const std::vector<WatchedKind>& kinds, ReflectorOptions options = {});
  ~KubernetesProvider() override;
  KubernetesProvider(const KubernetesProvider&) = delete;
  KubernetesProvider& operator=(const KubernetesProvider&) = delete;

  void Start(BatchHandler handler) override;
  // Whatever kinds are read as a whole: Secrets, of which nobody may see more than is referred to.
  bool reads_by_name() const override { return true; }
  uint64_t Want(std::set<resource::ObjectId> objects) override;

 private:
  class Loop;
  std::unique_ptr<Loop> loop_;
};

}  // namespace meshgate::provider

#endif  // MESHGATE_CONTROLLERS_PROVIDER_KUBERNETES_KUBERNETES_PROVIDER_H_
