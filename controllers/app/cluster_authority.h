// The authority of the proxies' certificates, kept in a Secret of the cluster.
#ifndef MESHGATE_CONTROLLERS_APP_CLUSTER_AUTHORITY_H_
#define MESHGATE_CONTROLLERS_APP_CLUSTER_AUTHORITY_H_

#include <string>

#include "absl/status/statusor.h"
#include "controllers/kubernetes/api.h"
#include "controllers/pki/authority.h"

namespace meshgate::app {

inline constexpr char kAuthoritySecret[] = "meshgate-xds-ca";

// Reads it from the Secret of this namespace, or makes it there when there is none: of several
// managers that start at once all get the same. Blocks. An error of the API server, or
// FailedPrecondition when the Secret holds something else.
absl::StatusOr<pki::Authority> EnsureAuthority(kubernetes::Api& api, const std::string& ns);

}  // namespace meshgate::app

#endif  // MESHGATE_CONTROLLERS_APP_CLUSTER_AUTHORITY_H_
