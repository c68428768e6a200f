#include "controllers/sinks/xds/host_table.h"

#include <algorithm>
#include <utility>

namespace meshgate::xds {

HostLists HostTable::Apply(std::span<const HostChange> changes) {
  std::map<int, std::vector<PortHost>> by_port;
  for (const HostChange& change : changes) {
    const auto before = port_of_.find(change.id);
    const bool was_there = before != port_of_.end();
    if (was_there && (change.bytes.empty() || before->second != change.port)) {
      by_port[before->second].push_back({change.id, {}});
      port_of_.erase(before);
    }
    if (change.bytes.empty()) continue;
    by_port[change.port].push_back({change.id, change.bytes});
    port_of_.insert_or_assign(change.id, change.port);
  }
  HostLists changed;
  for (auto& [port, hosts] : by_port) {
    std::sort(hosts.begin(), hosts.end(),
              [](const PortHost& a, const PortHost& b) { return a.id < b.id; });
    std::shared_ptr<const HostList>& list = ports_[port];
    list = std::make_shared<const HostList>(list ? list->With(hosts) : HostList().With(hosts));
    if (list->empty()) {
      ports_.erase(port);
      changed.emplace(port, nullptr);
    } else {
      changed.emplace(port, list);
    }
  }
  return changed;
}

}  // namespace meshgate::xds
