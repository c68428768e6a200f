// Serving the Gateways of a Kubernetes cluster.
#ifndef MESHGATE_CONTROLLERS_APP_SERVE_CLUSTER_H_
#define MESHGATE_CONTROLLERS_APP_SERVE_CLUSTER_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "controllers/app/runfiles.h"
#include "controllers/cli/settings.h"
#include "controllers/kubernetes/access.h"

namespace meshgate::app {

// The cluster that the settings name, else that of the pod in which this process runs. NotFound
// when there is neither; InvalidArgument for a kubeconfig that is wrong.
absl::StatusOr<kubernetes::Access> FindCluster(const cli::Settings& settings);

// Serves until SIGINT or SIGTERM. An error is one line for people.
absl::Status ServeCluster(const cli::Settings& settings, kubernetes::Access access,
                          const Runfiles& runfiles);

}  // namespace meshgate::app

#endif  // MESHGATE_CONTROLLERS_APP_SERVE_CLUSTER_H_
