// The translator's inputs: everything that stages may know of the world.
//
// One table per kind: the kinds of the core, and those of routes, filters, parameters and policies
// of the frozen plugin registry. Providers write objects, sinks write feedback; stages only read.
// [engine thread]
#ifndef MESHGATE_CORE_PIPELINE_INPUTS_H_
#define MESHGATE_CORE_PIPELINE_INPUTS_H_

#include <map>
#include <set>
#include <string>
#include <vector>

#include "core/base/hash.h"
#include "core/certificate/key_pair.h"
#include "core/engine/engine.h"
#include "core/loader/registry.h"
#include "core/pipeline/model.h"
#include "core/resource/object.h"
#include "core/status/document.h"

namespace meshgate::pipeline {

using ObjectInput = engine::Input<ObjectId, resource::ObjectPtr>;

// What objects the translator reads all of, sorted. [pure]
std::vector<Kind> KindsRead(const loader::Registry& registry);

// The kinds of which it reads only the objects that the table `wanted` names, sorted. [pure]
std::vector<Kind> KindsReadByName(const loader::Registry& registry);

struct Absent {
  bool operator==(const Absent&) const = default;
};

class Inputs {
 public:
  Inputs(engine::Engine& engine, const loader::Registry& registry);

  // Null for a kind that nobody reads: its objects need not be kept.
  ObjectInput* Find(Kind kind) const;
  ObjectInput& at(Kind kind) const;  // one of kinds()
  std::vector<Kind> kinds() const;   // all that are read, by name or not, sorted
  bool is_read_by_name(Kind kind) const { return by_name_.contains(kind); }

  // Takes over an object or its absence; an equal object is nothing, an unread kind is ignored.
  void Put(resource::ObjectPtr object) const;
  void Erase(const ObjectId& id) const;

  // For providers that fetch the objects of KindsReadByName one by one
  // (Options::reads_by_name): that there is none of this name. An object that is neither here nor
  // in its table is unknown: nothing is said of it, and what depends on it is pending. Put() of an
  // object takes its absence back.
  engine::Input<ObjectId, Absent>& absent;

  // The last pair that a Secret held, while it lasts: what is served while the Secret holds none.
  // Written from the table `certificates` after each commit, and read by that stage only.
  engine::Input<ObjectId, certificate::KeyPair>& last_good_certificates;

  // Feedback of the sinks. `acks`: the content hash of a listener that all proxies of its Gateway
  // have acknowledged; read by `statuses` only. `rejections`: why a proxy refused the listener of a
  // port; read by `statuses` only. `addresses`: those that the infrastructure of a Gateway has,
  // none while it waits for them; absent before it exists. `infra_problems`: why infrastructure
  // cannot be made, such as a foreign object of its name, naming it and the way out. Both are read
  // by `statuses` only.
  engine::Input<FrontendId, base::Hash128>& acks;
  engine::Input<PortId, std::string>& rejections;
  // By route, then by Gateway: what the Gateway's proxies refuse of the route, in a sentence; what
  // they had of it before, they keep. Read by `statuses` only.
  engine::Input<ObjectId, std::map<ObjectId, std::string>>& blames;
  engine::Input<ObjectId, std::vector<status::Address>>& addresses;
  engine::Input<ObjectId, std::string>& infra_problems;

 private:
  std::map<Kind, ObjectInput*> objects_;
  std::set<Kind> by_name_;
};

}  // namespace meshgate::pipeline

#endif  // MESHGATE_CORE_PIPELINE_INPUTS_H_
