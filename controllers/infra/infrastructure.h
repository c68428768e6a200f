// The proxies of all Gateways, wherever they run.
#ifndef MESHGATE_CONTROLLERS_INFRA_INFRASTRUCTURE_H_
#define MESHGATE_CONTROLLERS_INFRA_INFRASTRUCTURE_H_

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/pipeline/model.h"
#include "core/resource/object_id.h"
#include "core/status/document.h"

namespace meshgate::infra {

// What the translator is told of a Gateway's proxies; see pipeline::Inputs. The first two are
// called when it changes; no value: erase it. [thread-safe]
struct Feedback {
  std::function<void(const resource::ObjectId& gateway,
                     std::optional<std::vector<status::Address>>)>
      addresses;
  std::function<void(const resource::ObjectId& gateway, std::optional<std::string>)> problem;
  // Once: what there is of all Gateways of the start is told.
  std::function<void()> settled = nullptr;
};

// What changed: the Gateways that shall have other proxies than before, or none.
using Changes = std::map<resource::ObjectId, std::optional<pipeline::Infrastructure>>;

// [engine thread]
class Infrastructure {
 public:
  virtual ~Infrastructure() = default;

  // Once, before all else. `feedback` may be called from now on, from any thread.
  virtual void Start(Feedback feedback) = 0;

  // The Unix socket on which the proxies of a Gateway look for the control plane; "" when they come
  // over the network.
  virtual std::string SocketPath(const resource::ObjectId& gateway) const = 0;

  // Does not wait. Called once even if nothing changed: an earlier manager may have left proxies
  // behind that nobody wants any more.
  virtual void Apply(const Changes& changes) = 0;
};

}  // namespace meshgate::infra

#endif  // MESHGATE_CONTROLLERS_INFRA_INFRASTRUCTURE_H_
