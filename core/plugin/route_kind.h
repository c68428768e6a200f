// The role of a plugin that understands one kind of route.
#ifndef MESHGATE_CORE_PLUGIN_ROUTE_KIND_H_
#define MESHGATE_CORE_PLUGIN_ROUTE_KIND_H_

#include <string>
#include <vector>

#include "core/ir/listener.h"
#include "core/ir/route.h"
#include "core/plugin/issues.h"
#include "core/plugin/object.h"

namespace meshgate::plugin {

struct RouteKindSpec {
  std::string group;
  std::string kind;
  // Versions of the kind that Describe() understands, by name: "v1". The one that its
  // CustomResourceDefinition stores is among them; objects of others are refused.
  std::vector<std::string> versions;
  // What routes of this kind route. kHttp: the rules of all routes of a hostname are merged by
  // precedence. Any other: a listener serves the first rule of the oldest route that attaches to
  // it; the core reports further rules.
  ir::Traffic traffic = ir::Traffic::kHttp;
  // The names of listener protocols with this traffic that they may attach to: "HTTP", "HTTPS".
  std::vector<std::string> protocols;
  // Gateway API features (GatewayClass.status.supportedFeatures) that this kind brings.
  std::vector<std::string> features;
};

class RouteKind {
 public:
  virtual RouteKindSpec spec() const = 0;

  // What `object` says; references stay references. Called on any thread, also concurrently, and
  // may be called again at any time: equal objects give equal results. A throw refuses the route.
  // [pure]
  virtual ir::Route Describe(const Object& object, RouteIssues& issues) const = 0;

 protected:
  ~RouteKind() = default;
};

}  // namespace meshgate::plugin

#endif  // MESHGATE_CORE_PLUGIN_ROUTE_KIND_H_
