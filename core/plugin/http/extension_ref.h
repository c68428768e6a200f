// The filter ExtensionRef: a reference to a custom filter. [pure]
#ifndef MESHGATE_CORE_PLUGIN_HTTP_EXTENSION_REF_H_
#define MESHGATE_CORE_PLUGIN_HTTP_EXTENSION_REF_H_

#include <string>
#include <utility>
#include <vector>

#include "core/ir/route.h"
#include "core/plugin/node.h"
#include "core/plugin/rule_scope.h"

namespace meshgate::plugin::http {

// `filter` is an entry of filters, at `field`; one without a reference refuses the rule. Gateway
// API: HTTPRouteFilter.extensionRef, LocalObjectReference.
inline void DescribeExtensionRef(Node filter, const std::string& field, RuleScope& scope,
                                 std::vector<ir::Reference>& filters) {
  const Node ref = filter["extensionRef"];
  if (!ref) {
    scope.Refuse(field, "filter ExtensionRef has no extensionRef; name the object of the filter");
    return;
  }
  ir::Reference described;
  described.object.group = ref["group"].Text();
  described.object.kind = ref["kind"].Text();
  described.object.name = ref["name"].Text();
  described.field = field + ".extensionRef";
  filters.push_back(std::move(described));
}

}  // namespace meshgate::plugin::http

#endif  // MESHGATE_CORE_PLUGIN_HTTP_EXTENSION_REF_H_
