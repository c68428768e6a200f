// Writes statuses through an API server.
#ifndef MESHGATE_CONTROLLERS_APP_CLUSTER_STATUSES_H_
#define MESHGATE_CONTROLLERS_APP_CLUSTER_STATUSES_H_

#include <string>

#include "controllers/kubernetes/api.h"
#include "controllers/sinks/status/writer.h"
#include "core/resource/schema_catalog.h"

namespace meshgate::app {

// [thread-safe]
class ClusterStatuses final : public status_sink::StatusApi {
 public:
  // Both must outlive this.
  ClusterStatuses(kubernetes::HttpClient& client, const resource::SchemaCatalog& schemas)
      : api_(client), schemas_(schemas) {}

  status_sink::PatchResult PatchStatus(const resource::ObjectId& id,
                                       const std::string& api_version,
                                       const std::string& patch) override;

 private:
  kubernetes::Api api_;
  const resource::SchemaCatalog& schemas_;
};

}  // namespace meshgate::app

#endif  // MESHGATE_CONTROLLERS_APP_CLUSTER_STATUSES_H_
