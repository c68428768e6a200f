// The role of a plugin that understands one kind of custom filter: objects to which rules refer by
// ExtensionRef.
#ifndef MESHGATE_CORE_PLUGIN_FILTER_KIND_H_
#define MESHGATE_CORE_PLUGIN_FILTER_KIND_H_

#include <optional>
#include <string>

#include "core/ir/filter.h"
#include "core/plugin/issues.h"
#include "core/plugin/object.h"

namespace meshgate::plugin {

struct FilterKindSpec {
  std::string group;
  std::string kind;
  // The Envoy HTTP filter that does the work, if any, with a configuration that Envoy accepts. Each
  // listener has it, switched off; ir::Filter::envoy_filter switches it on for a rule. The manager
  // does not start with a message that does not fit its type.
  std::optional<ir::EnvoyMessage> envoy_filter = {};
};

class FilterKind {
 public:
  virtual FilterKindSpec spec() const = 0;

  // What `object` does to requests. Called on any thread, also concurrently, and may be called
  // again at any time: equal objects give equal results. A throw makes the filter unusable. [pure]
  virtual ir::Filter Describe(const Object& object, FilterIssues& issues) const = 0;

 protected:
  ~FilterKind() = default;
};

}  // namespace meshgate::plugin

#endif  // MESHGATE_CORE_PLUGIN_FILTER_KIND_H_
