// What the proxies took and refused, fed back into the translator.
#ifndef MESHGATE_CONTROLLERS_SINKS_PROXIES_ACKNOWLEDGEMENTS_H_
#define MESHGATE_CONTROLLERS_SINKS_PROXIES_ACKNOWLEDGEMENTS_H_

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "controllers/sinks/xds/gateway_hub.h"
#include "core/base/hash.h"
#include "core/pipeline/translator.h"

namespace meshgate::proxies {

// Proxies acknowledge commits; statuses ask for contents. This remembers which contents of
// frontends a commit brought until all proxies that serve them have it, and keeps what they refuse
// as input for as long as it is about the present content of a port. [engine thread]
class Acknowledgements {
 public:
  // Before the first write. `translator` must outlive this.
  explicit Acknowledgements(pipeline::Translator& translator);

  // Whether a port is refused, so that it is to be offered again from time to time.
  bool any_rejection() const { return !rejected_.empty(); }

  // Takes note of what the last Commit changed; adds the proxies that are to acknowledge it.
  void NoteCommit(std::set<resource::ObjectId>& awaited);

  // What Take() wrote, which takes effect at the next Commit.
  struct Written {
    bool anything = false;
    bool new_rejection = false;
  };
  // How far a proxy is, as the sink told it last.
  Written Take(const resource::ObjectId& proxy, const xds::Progress& progress);

 private:
  struct Content {
    uint64_t commit = 0;
    base::Hash128 hash;
    std::set<pipeline::PortId> waiting;  // for the acknowledgement of these
  };

  // By port: why its listener, as it is now, is not taken.
  std::map<pipeline::PortId, std::string> StandingRefusals(const resource::ObjectId& proxy,
                                                           const xds::Progress& progress) const;
  // The port's content is of a later commit.
  bool IsNewer(const pipeline::PortId& port, uint64_t commit) const;
  void Acknowledge(const resource::ObjectId& proxy, uint64_t commit, Written& written);
  void Forget(const pipeline::FrontendId& frontend);
  void EraseRejection(const pipeline::PortId& port);

  pipeline::Translator& translator_;
  std::map<pipeline::FrontendId, Content> pending_;
  std::map<resource::ObjectId, std::set<pipeline::FrontendId>> pending_of_;  // by proxy
  std::set<pipeline::PortId> rejected_;  // the keys of the input `rejections`
};

}  // namespace meshgate::proxies

#endif  // MESHGATE_CONTROLLERS_SINKS_PROXIES_ACKNOWLEDGEMENTS_H_
