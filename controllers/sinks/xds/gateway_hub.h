// One Gateway's xDS server without its transport: the resources, the streams of its proxies, and
// what they acknowledged. [thread-safe]
#ifndef MESHGATE_CONTROLLERS_SINKS_XDS_GATEWAY_HUB_H_
#define MESHGATE_CONTROLLERS_SINKS_XDS_GATEWAY_HUB_H_

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "controllers/sinks/xds/gateway_resources.h"
#include "controllers/sinks/xds/stream_state.h"
#include "core/base/mutex.h"

namespace meshgate::xds {

// The sending half of a stream. The hub keeps it alive until Disconnect().
class Outlet {
 public:
  virtual ~Outlet() = default;
  // Called with the hub's mutex held, which keeps the order: remembers only.
  virtual void Enqueue(std::vector<Response> responses) = 0;
  // Called without it: sends what is remembered.
  virtual void Flush() = 0;
  // Called without it: ends the stream.
  virtual void Break() = 0;
};

// How far the proxies of a Gateway are.
struct Progress {
  // Every connected proxy has acknowledged, or refused, everything of this commit and the ones
  // before; 0 while there is none.
  uint64_t acknowledged = 0;
  uint64_t commit = 0;     // the latest that the hub has
  Refusals refusals = {};  // that stand
  Blames blames = {};      // that stand
};

class GatewayHub {
 public:
  // Told of each change of the progress, in order. Called with the hub's mutex held, from the
  // thread that caused it: remembers only, and does not call the hub.
  using Listener = std::function<void(const Progress&)>;
  struct Proxies {
    int connected = 0;
    uint64_t acknowledged = 0;  // the highest commit that was told
  };

  // What was sent so far, to all proxies.
  struct Traffic {
    uint64_t responses = 0;
    uint64_t resources = 0;
    uint64_t slices = 0;  // buffers of these resources
  };

  // `endpoints` must outlive this. Streams are answered from Open() on.
  GatewayHub(const EndpointTable& endpoints, Listener listener)
      : listener_(std::move(listener)), resources_(endpoints) {}

  void Open();
  // Takes the changes of a commit over without sending them. Commits rise, and come from one
  // thread.
  void Apply(const GatewayDelta& delta, uint64_t commit);
  // The assignments of these clusters are now others.
  void NoteEndpoints(const std::vector<std::string>& clusters);
  // Offers what the proxies refused once more: the port may be free now. See Push().
  void RetryRefused(ResourceType type);
  // Sends what is owed to each stream.
  void Push();

  // The Gateway is not served: ends all streams, and later ones at once, until Accept().
  void Refuse();
  void Accept();

  // A stream's identity for the two calls below.
  int Connect(std::shared_ptr<Outlet> outlet);
  void Receive(int stream, const Request& request);
  void Disconnect(int stream);

  Proxies proxies() const;
  Traffic traffic() const;
  // There is nothing to serve.
  bool empty() const;

 private:
  struct Stream {
    std::shared_ptr<Outlet> outlet;
    StreamState state;
  };

  void Count(const std::vector<Response>& responses) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void NoteChanges(const Changes& changes) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void TellProgress() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const Listener listener_;
  HostTable hosts_;  // of the thread that applies
  mutable base::Mutex mutex_;
  bool open_ ABSL_GUARDED_BY(mutex_) = false;
  bool refuses_ ABSL_GUARDED_BY(mutex_) = false;
  uint64_t commit_ ABSL_GUARDED_BY(mutex_) = 0;
  Progress told_ ABSL_GUARDED_BY(mutex_);
  Traffic traffic_ ABSL_GUARDED_BY(mutex_);
  int next_stream_ ABSL_GUARDED_BY(mutex_) = 0;
  GatewayResources resources_ ABSL_GUARDED_BY(mutex_);
  std::map<int, Stream> streams_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace meshgate::xds

#endif  // MESHGATE_CONTROLLERS_SINKS_XDS_GATEWAY_HUB_H_
