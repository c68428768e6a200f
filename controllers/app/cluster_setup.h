// What a manager puts into its cluster once: the definitions of its plugins' kinds where there are
// none, and the GatewayClass that users find there.
#ifndef MESHGATE_CONTROLLERS_APP_CLUSTER_SETUP_H_
#define MESHGATE_CONTROLLERS_APP_CLUSTER_SETUP_H_

#include <string>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "controllers/app/reporter.h"
#include "controllers/kubernetes/api.h"
#include "core/base/mutex.h"
#include "core/loader/registry.h"

namespace meshgate::app {

struct SetupOptions {
  std::string ns;               // of the manager's own objects
  std::string controller_name;  // of the GatewayClass
  std::string gateway_class;    // "": none is made
};

inline constexpr char kStateConfigMap[] = "meshgate-state";

// Tries until it is done, on a thread of its own: Gateway API may be installed later. What is there
// is never changed, and a class that was made once is never made again, so that users may change
// and delete it: ConfigMap meshgate-state remembers that.
class ClusterSetup {
 public:
  // All must outlive this.
  ClusterSetup(kubernetes::HttpClient& client, const loader::Registry& registry,
               SetupOptions options, Reporter& reporter);
  ~ClusterSetup();

 private:
  void Run();
  absl::Status InstallDefinitions();
  // NotFound while Gateway API is not installed.
  absl::Status MakeClass();
  absl::Status Remember();
  // False when it is time to end.
  bool Pause();

  kubernetes::Api api_;
  const loader::Registry& registry_;
  const SetupOptions options_;
  Reporter& reporter_;
  base::Mutex mutex_;
  base::CondVar ended_;
  bool end_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace meshgate::app

#endif  // MESHGATE_CONTROLLERS_APP_CLUSTER_SETUP_H_
