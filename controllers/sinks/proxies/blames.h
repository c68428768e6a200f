// What proxies refuse of routes, fed back into the translator.
#ifndef MESHGATE_CONTROLLERS_SINKS_PROXIES_BLAMES_H_
#define MESHGATE_CONTROLLERS_SINKS_PROXIES_BLAMES_H_

#include <cstdint>
#include <map>
#include <string>

#include "controllers/sinks/xds/gateway_hub.h"
#include "core/pipeline/translator.h"

namespace meshgate::proxies {

// Finds the routes behind the rules and clusters that proxies refuse; a cluster is blamed on all
// routes that use it. A blame ends with the refusal, and before that when its route changes.
// [engine thread]
class Blames {
 public:
  // Before the first write. `translator` must outlive this.
  explicit Blames(pipeline::Translator& translator);

  // Both return whether they wrote an input, which takes effect at the next Commit.

  // How far the proxies of a Gateway are, as the sink told it last.
  bool Take(const resource::ObjectId& gateway, const xds::Progress& progress);
  // Takes note of what the last Commit changed.
  bool NoteCommit();

 private:
  using Texts = std::map<resource::ObjectId, std::string>;  // by route

  Texts Find(const resource::ObjectId& gateway, const xds::Progress& progress) const;
  void FindRules(const xds::Blames& blames, Texts& texts) const;
  void FindUsers(const resource::ObjectId& gateway, const xds::Refusals& refusals,
                 Texts& texts) const;
  bool Write(const resource::ObjectId& gateway, const Texts& texts);

  pipeline::Translator& translator_;
  std::map<resource::ObjectId, xds::Progress> refused_;  // by Gateway; where something is refused
  std::map<resource::ObjectId, std::map<resource::ObjectId, std::string>> written_;  // the input
  // Of routes that were blamed: the commit, until proxies speak of it.
  std::map<resource::ObjectId, uint64_t> changed_at_;
};

}  // namespace meshgate::proxies

#endif  // MESHGATE_CONTROLLERS_SINKS_PROXIES_BLAMES_H_
