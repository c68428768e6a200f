// The shape of every role but routes: references first, then, with what the core resolved and
// permitted, the result.
#ifndef MESHGATE_CORE_PLUGIN_RESOLVING_H_
#define MESHGATE_CORE_PLUGIN_RESOLVING_H_

#include <span>
#include <vector>

#include "core/ir/route.h"
#include "core/plugin/issues.h"
#include "core/plugin/node.h"
#include "core/plugin/object.h"

namespace meshgate::plugin {

// Where a reference leads. Neither is set when it leads nowhere, or may not be followed: the core
// says so. Of a Secret no plugin sees more than that it can be used.
struct Resolved {
  const Object* object = nullptr;  // of any other kind than Secret
  bool certificate = false;        // a Secret with a certificate and a key that proxies take
  explicit operator bool() const { return object != nullptr || certificate; }
};

using ResolvedReferences = std::span<const Resolved>;

// `part` is what is described of `object`: an entry of spec.listeners for a listener kind, else its
// spec. Both calls come on any thread, also concurrently and again at any time: equal arguments
// give equal results. A throw makes what is described unusable, and nothing else. [pure]
template <typename Fragment>
class Resolving {
 public:
  // What `part` refers to, of the kinds that spec().reads names: not called where that is empty. A
  // reference into another namespace needs a ReferenceGrant there. What is wrong whatever they
  // lead to is best refused here.
  virtual std::vector<ir::Reference> References(const Object& /*object*/, Node /*part*/,
                                                Issues& /*issues*/) const {
    return {};
  }

  // What `part` says. `resolved` is parallel to what References() returned. Not called after a
  // refusal, nor, but for listeners, where a reference leads nowhere.
  virtual Fragment Build(const Object& object, Node part, ResolvedReferences resolved,
                         Issues& issues) const = 0;

 protected:
  ~Resolving() = default;
};

}  // namespace meshgate::plugin

#endif  // MESHGATE_CORE_PLUGIN_RESOLVING_H_
