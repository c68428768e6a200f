// What the proxies took and refused, fed back into the translator.
#ifndef MESHGATE_CONTROLLERS_APP_ACKNOWLEDGEMENTS_H_
#define MESHGATE_CONTROLLERS_APP_ACKNOWLEDGEMENTS_H_

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "core/base/hash.h"
#include "core/pipeline/translator.h"

namespace meshgate::app {

// Proxies acknowledge commits; statuses ask for contents. This remembers which listener contents a
// commit brought until the proxies of their Gateway have it. [engine thread]
class Acknowledgements {
 public:
  // Before the first write. `translator` must outlive this.
  explicit Acknowledgements(pipeline::Translator& translator);

  // Takes note of what the last Commit changed; adds the Gateways that are to acknowledge it.
  void NoteCommit(std::set<resource::ObjectId>& awaited);

  // The two below return whether they wrote an input, which takes effect at the next Commit.

  // Every proxy of the Gateway has acknowledged, or refused, the commit.
  bool Acknowledge(const resource::ObjectId& gateway, uint64_t commit);
  // A proxy refused the listener of a port: stays until the listener changes or is taken after all.
  bool RefuseListener(const pipeline::PortId& port, const std::string& text);
  bool TakeListener(const pipeline::PortId& port);

 private:
  struct Content {
    uint64_t commit = 0;
    base::Hash128 hash;
    pipeline::PortId port;
  };

  pipeline::Translator& translator_;
  std::map<resource::ObjectId, std::map<pipeline::FrontendId, Content>> pending_;  // by Gateway
};

}  // namespace meshgate::app

#endif  // MESHGATE_CONTROLLERS_APP_ACKNOWLEDGEMENTS_H_
