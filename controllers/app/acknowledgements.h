// What the proxies took and refused, fed back into the translator.
#ifndef MESHGATE_CONTROLLERS_APP_ACKNOWLEDGEMENTS_H_
#define MESHGATE_CONTROLLERS_APP_ACKNOWLEDGEMENTS_H_

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "controllers/sinks/xds/gateway_hub.h"
#include "core/base/hash.h"
#include "core/pipeline/translator.h"

namespace meshgate::app {

// Proxies acknowledge commits; statuses ask for contents. This remembers which listener contents a
// commit brought until the proxies of their Gateway have it, and keeps what they refuse as input
// for as long as it is about the present content of a port. [engine thread]
class Acknowledgements {
 public:
  // Before the first write. `translator` must outlive this.
  explicit Acknowledgements(pipeline::Translator& translator);

  // Whether a port is refused, so that it is to be offered again from time to time.
  bool any_rejection() const { return !rejected_.empty(); }

  // Takes note of what the last Commit changed; adds the Gateways that are to acknowledge it.
  void NoteCommit(std::set<resource::ObjectId>& awaited);

  // What Take() wrote, which takes effect at the next Commit.
  struct Written {
    bool anything = false;
    bool new_rejection = false;
  };
  // How far the proxies of a Gateway are, as the sink told it last.
  Written Take(const resource::ObjectId& gateway, const xds::Progress& progress);

 private:
  struct Content {
    uint64_t commit = 0;
    base::Hash128 hash;
    pipeline::PortId port;
  };

  // By port: why its listener, as it is now, is not taken.
  std::map<pipeline::PortId, std::string> StandingRefusals(const resource::ObjectId& gateway,
                                                           const xds::Progress& progress) const;
  // The port's content is of a later commit.
  bool IsNewer(const pipeline::PortId& port, uint64_t commit) const;
  void Acknowledge(const resource::ObjectId& gateway, uint64_t commit, Written& written);
  void EraseRejection(const pipeline::PortId& port);

  pipeline::Translator& translator_;
  std::map<resource::ObjectId, std::map<pipeline::FrontendId, Content>> pending_;  // by Gateway
  std::set<pipeline::PortId> rejected_;  // the keys of the input `rejections`
};

}  // namespace meshgate::app

#endif  // MESHGATE_CONTROLLERS_APP_ACKNOWLEDGEMENTS_H_
