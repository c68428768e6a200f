// Which virtual hosts each port of a proxy has. Only the thread that applies commits uses it;
// what it gives out is immutable, so that others can serve it meanwhile.
#ifndef MESHGATE_CONTROLLERS_SINKS_XDS_HOST_TABLE_H_
#define MESHGATE_CONTROLLERS_SINKS_XDS_HOST_TABLE_H_

#include <map>
#include <memory>
#include <span>

#include "controllers/sinks/xds/host_list.h"
#include "core/pipeline/model.h"

namespace meshgate::xds {

// Port -> its hosts now; null: it has none left.
using HostLists = std::map<pipeline::PortId, std::shared_ptr<const HostList>>;

class HostTable {
 public:
  // Returns the ports that changed. `changes`: ordered by entry, each once.
  HostLists Apply(std::span<const VirtualHost> changes);

 private:
  HostLists ports_;
};

}  // namespace meshgate::xds

#endif  // MESHGATE_CONTROLLERS_SINKS_XDS_HOST_TABLE_H_
