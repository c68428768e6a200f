// Which virtual hosts each port of a Gateway has. Only the thread that applies commits uses it;
// what it gives out is immutable, so that others can serve it meanwhile.
#ifndef MESHGATE_CONTROLLERS_SINKS_XDS_HOST_TABLE_H_
#define MESHGATE_CONTROLLERS_SINKS_XDS_HOST_TABLE_H_

#include <map>
#include <memory>
#include <span>
#include <vector>

#include "controllers/sinks/xds/host_list.h"
#include "core/pipeline/model.h"

namespace meshgate::xds {

// Now so; empty bytes: it is gone.
struct HostChange {
  pipeline::HostId id;
  int port = 0;  // of a host that is not gone
  base::SharedBytes bytes;
};

// Port -> its hosts now; null: it has none left.
using HostLists = std::map<int, std::shared_ptr<const HostList>>;

class HostTable {
 public:
  // Returns the ports that changed. Each host is named once at most.
  HostLists Apply(std::span<const HostChange> changes);

 private:
  HostLists ports_;
  std::map<pipeline::HostId, int> port_of_;
};

}  // namespace meshgate::xds

#endif  // MESHGATE_CONTROLLERS_SINKS_XDS_HOST_TABLE_H_
