#include "controllers/sinks/xds/endpoint_table.h"

#include <utility>

#include "controllers/sinks/xds/wire.h"

namespace meshgate::xds {
namespace {

constexpr int kClusterName = 1;  // ClusterLoadAssignment.cluster_name

}  // namespace

base::SharedBytes EmptyAssignment(std::string_view cluster) {
  std::string bytes;
  AppendField(bytes, kClusterName, cluster);
  return base::SharedBytes(std::move(bytes));
}

void EndpointTable::Put(const std::string& cluster, base::SharedBytes assignment) {
  base::MutexLock lock(mutex_);
  if (assignment.empty()) {
    assignments_.erase(cluster);
  } else {
    assignments_[cluster] = std::move(assignment);
  }
}

Resource EndpointTable::Find(const std::string& cluster) const {
  base::MutexLock lock(mutex_);
  auto found = assignments_.find(cluster);
  return Resource::Of(found == assignments_.end() ? EmptyAssignment(cluster) : found->second);
}

}  // namespace meshgate::xds
