#include "controllers/cli/endpoint_counts.h"

#include "controllers/sinks/xds/endpoint_stages.h"
#include "core/base/check.h"
#include "core/engine/engine.h"
#include "core/resource/well_known.h"
#include "envoy/config/endpoint/v3/endpoint.pb.h"

namespace meshgate::cli {
namespace {

int CountOf(const base::SharedBytes& assignment) {
  envoy::config::endpoint::v3::ClusterLoadAssignment parsed;
  MG_CHECK(parsed.ParseFromString(std::string(assignment.view())), "our own bytes");
  int count = 0;
  for (const auto& locality : parsed.endpoints()) count += locality.lb_endpoints_size();
  return count;
}

}  // namespace

std::map<pipeline::BackendId, int> CountEndpoints(const provider::Batch& batch) {
  engine::Engine engine;
  const xds::EndpointTables tables = xds::AddEndpointStages(engine, {/*allow_loopback=*/true});
  for (const resource::ObjectPtr& object : batch.put) {
    if (object->id().kind == resource::kService) tables.services.Put(object->id(), object);
    if (object->id().kind == resource::kEndpointSlice) tables.slices.Put(object->id(), object);
  }
  engine.Commit();
  std::map<pipeline::BackendId, int> counts;
  tables.assignments.ForEach([&](const pipeline::BackendId& id, const base::SharedBytes& bytes) {
    counts.emplace(id, CountOf(bytes));
  });
  return counts;
}

}  // namespace meshgate::cli
