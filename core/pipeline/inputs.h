// The translator's inputs: everything that stages may know of the world.
//
// One table per kind: the kinds of the core and the route kinds of the frozen plugin registry.
// Providers write objects, sinks write feedback; stages only read. [engine thread]
#ifndef MESHGATE_CORE_PIPELINE_INPUTS_H_
#define MESHGATE_CORE_PIPELINE_INPUTS_H_

#include <map>
#include <string>
#include <vector>

#include "core/base/hash.h"
#include "core/engine/engine.h"
#include "core/loader/registry.h"
#include "core/pipeline/model.h"
#include "core/resource/object.h"

namespace meshgate::pipeline {

using ObjectInput = engine::Input<ObjectId, resource::ObjectPtr>;

class Inputs {
 public:
  Inputs(engine::Engine& engine, const loader::Registry& registry);

  // Null for a kind that nobody reads: its objects need not be kept.
  ObjectInput* Find(Kind kind) const;
  ObjectInput& at(Kind kind) const;  // a kind of the core or a route kind
  std::vector<Kind> kinds() const;   // all that are read, sorted

  // Takes over an object or its absence; an equal object is nothing, an unread kind is ignored.
  void Put(resource::ObjectPtr object) const;
  void Erase(const ObjectId& id) const;

  // Feedback of the sinks. `acks`: the content hash of a listener that all proxies of its Gateway
  // have acknowledged; read by `statuses` only. `rejections`: why a proxy refused the listener of a
  // port; read by `statuses` only.
  engine::Input<FrontendId, base::Hash128>& acks;
  engine::Input<PortId, std::string>& rejections;

 private:
  std::map<Kind, ObjectInput*> objects_;
};

}  // namespace meshgate::pipeline

#endif  // MESHGATE_CORE_PIPELINE_INPUTS_H_
