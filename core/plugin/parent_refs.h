// What every kind of route shares: spec.parentRefs and, for most, spec.hostnames.
// Gateway API: CommonRouteSpec. [pure]
#ifndef MESHGATE_CORE_PLUGIN_PARENT_REFS_H_
#define MESHGATE_CORE_PLUGIN_PARENT_REFS_H_

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "core/ir/route.h"
#include "core/plugin/issues.h"
#include "core/plugin/node.h"
#include "core/plugin/syntax.h"

namespace meshgate::plugin {

// A port of a reference: 0 when not given; -1, which is no port, when out of range.
inline int DescribePort(Node port) {
  const int64_t number = port.Int(port ? -1 : 0);
  return number > 65535 || (port && number < 1) ? -1 : static_cast<int>(number);
}

// spec.parentRefs as written, with the defaults of ParentReference.
inline std::vector<ir::ParentRef> DescribeParents(Node spec) {
  std::vector<ir::ParentRef> parents;
  const Node refs = spec["parentRefs"];
  parents.reserve(refs.size());
  for (const Node ref : refs) {
    ir::ParentRef& parent = parents.emplace_back();
    parent.object.group = ref["group"].Text("gateway.networking.k8s.io");
    parent.object.kind = ref["kind"].Text("Gateway");
    parent.object.ns = ref["namespace"].Text();
    parent.object.name = ref["name"].Text();
    parent.section_name = ref["sectionName"].Text();
    parent.port = DescribePort(ref["port"]);
  }
  return parents;
}

// spec.hostnames in lower case. One that is no hostname refuses the route: serving the others would
// look as if all were served. If none is left the route gets a name that nobody may have (RFC
// 2606): without any it would answer 500 for every hostname of the listener.
inline std::vector<std::string> DescribeHostnames(Node spec, RouteIssues& issues) {
  std::vector<std::string> hostnames;
  const Node nodes = spec["hostnames"];
  hostnames.reserve(nodes.size());
  for (const Node node : nodes) {
    std::string hostname = ToLower(node.Text());
    if (IsHostname(hostname)) {
      hostnames.push_back(std::move(hostname));
    } else {
      issues.RefuseRoute("UnsupportedValue", "spec.hostnames",
                         "\"" + hostname + "\" is not a hostname; write one such as " +
                             "\"www.example.com\" or \"*.example.com\"");
    }
  }
  if (hostnames.empty() && nodes.size() > 0) hostnames.emplace_back("invalid");
  return hostnames;
}

}  // namespace meshgate::plugin

#endif  // MESHGATE_CORE_PLUGIN_PARENT_REFS_H_
