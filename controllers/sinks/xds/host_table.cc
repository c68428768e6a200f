#include "controllers/sinks/xds/host_table.h"

#include <algorithm>

namespace meshgate::xds {

HostLists HostTable::Apply(std::span<const VirtualHost> changes) {
  HostLists changed;
  while (!changes.empty()) {
    const pipeline::PortId& port = changes.front().id.port;
    const auto end = std::partition_point(
        changes.begin(), changes.end(),
        [&](const VirtualHost& change) { return change.id.port == port; });
    const std::span of_port(changes.begin(), end);
    std::shared_ptr<const HostList>& list = ports_[port];
    list = std::make_shared<const HostList>(list ? list->With(of_port) : HostList().With(of_port));
    if (list->empty()) list = nullptr;
    changed.emplace(port, list);
    if (!list) ports_.erase(port);
    changes = {end, changes.end()};
  }
  return changed;
}

}  // namespace meshgate::xds
