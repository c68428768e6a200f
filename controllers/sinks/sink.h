// Where translated configuration goes, as the manager sees it: to proxies, to another control
// plane, or what comes next.
#ifndef MESHGATE_CONTROLLERS_SINKS_SINK_H_
#define MESHGATE_CONTROLLERS_SINKS_SINK_H_

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <vector>

#include "controllers/provider/batch.h"
#include "core/resource/object_id.h"

namespace meshgate::sinks {

// A sink's way back to the manager.
struct Desk {
  // Runs a task on the engine's thread, in order of the calls; it returns whether it wrote an
  // input. After the manager's end nothing runs any more. [thread-safe]
  using Task = std::function<bool()>;
  std::function<void(Task)> post;
  // Says what no condition can say. [thread-safe]
  std::function<void(std::vector<provider::Finding>)> report;
  // All proxies of a Gateway have what `commit` brought. [engine thread]
  std::function<void(const resource::ObjectId& gateway, uint64_t commit)> acknowledge;
};

// A sink adds its stages to the translator when it is made. It must outlive the manager. [engine
// thread]
class Sink {
 public:
  using Time = std::chrono::steady_clock::time_point;

  virtual ~Sink() = default;

  // Once, before all else.
  virtual void Start(Desk desk) = 0;

  // Whether Desk::acknowledge is called, so that statuses wait for it; of at most one sink.
  virtual bool acknowledges() const { return false; }
  // What of the start is still to be told to the translator is told: statuses wait for it.
  virtual bool is_settled() const { return true; }

  // What changes of the objects, before the commit that follows from it.
  virtual void Read(const provider::Batch&) {}
  // After each commit. `awaited`: the Gateways whose acknowledgement a status waits for. Returns
  // whether it wrote an input.
  virtual bool AfterCommit(const std::set<resource::ObjectId>& awaited) = 0;
  // Once, when all that was listed and wanted is translated: only now may anything leave.
  virtual void Open() = 0;

  // When Wake() is due even if nothing happens, and what is done then.
  virtual std::optional<Time> next_deadline() const { return std::nullopt; }
  virtual void Wake(Time) {}
};

}  // namespace meshgate::sinks

#endif  // MESHGATE_CONTROLLERS_SINKS_SINK_H_
