// Where statuses go, as the manager sees it: to an API server, to files, to people.
#ifndef MESHGATE_CONTROLLERS_SINKS_STATUS_STATUS_SINK_H_
#define MESHGATE_CONTROLLERS_SINKS_STATUS_STATUS_SINK_H_

#include <optional>
#include <string>
#include <vector>

#include "core/resource/object.h"
#include "core/resource/object_id.h"
#include "core/status/document.h"

namespace meshgate::status_sink {

// A status that may be told.
struct StatusChange {
  resource::ObjectId id;
  std::optional<status::Document> document;  // none: the object is gone or no longer ours
  std::vector<std::string> addresses = {};   // at which the object is served, "127.0.0.1:8080"
  bool exists = true;                        // false, and no document: the object is gone
};

// None of the calls waits. [engine thread]
class StatusSink {
 public:
  virtual ~StatusSink() = default;

  // What the object's status shall say from now on; without a document the object is no longer
  // ours: a route loses our entries, others keep what they have.
  virtual void Say(const StatusChange& change) = 0;

  // An object of a kind with a status, as its source has it now, or that it is gone.
  virtual void Observe(const resource::ObjectPtr&) {}
  virtual void Forget(const resource::ObjectId&) {}

  // Once: all that is to be said at the start was said.
  virtual void Settle() {}
};

}  // namespace meshgate::status_sink

#endif  // MESHGATE_CONTROLLERS_SINKS_STATUS_STATUS_SINK_H_
